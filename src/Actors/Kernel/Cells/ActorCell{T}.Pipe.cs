using ModelCluster.Actors.Kernel.Mailboxes;

namespace ModelCluster.Actors.Kernel.Cells;

/// <remarks>Asynchronous work that comes back as a message.</remarks>
internal sealed partial class ActorCell<T>
{
    public async Task PipeAsync<TResult>(Task<TResult> work, Func<TResult, T> success, Func<Exception, T> failure)
    {
        T message;
        try
        {
            message = await MapAsync(work, success, failure);
        }
        catch (Exception e)
        {
            System.Events.HookFailed(new ActorFailure(Path, e, System.Time.GetUtcNow()), "PipeToSelf");
            return;
        }

        var result = PostAlways(new Envelope<T>(message));
        if (result is not PostResult.Accepted) ToDeadLetters(message, result);
    }

    private static async Task<T> MapAsync<TResult>(Task<TResult> work, Func<TResult, T> success, Func<Exception, T> failure)
    {
        try
        {
            return success(await work);
        }
        catch (Exception e)
        {
            return failure(e);
        }
    }
}
