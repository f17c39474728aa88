namespace ModelCluster.Node.Hosting;

/// <summary>Waits for moments of the program's life.</summary>
internal static class LifetimeExtensions
{
    /// <summary>Ends when the node listens.</summary>
    internal static async Task WhenStartedAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(cancellation);
    }
}
