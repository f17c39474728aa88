namespace ModelCluster.TestKit;

/// <summary>How long, in real time, a test waits for what must come before it fails. Long enough never to matter to a passing test.</summary>
public static class RealTimeGuard
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task OrFailAsync(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw new NeverCameException($"Waited {Limit.TotalSeconds} s for {what}.", e);
        }
    }

    public static async Task<T> OrFailAsync<T>(this Task<T> task, string what)
    {
        await OrFailAsync((Task)task, what);
        return await task;
    }
}
