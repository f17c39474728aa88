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

    /// <summary>Lets messages, ticks and terminations wait, in order and within the mailbox's bound, until <see cref="Release"/>.</summary>
    public void Hold()
    {
        _isHeld = true;
        _mailbox.Suspend();
    }

    /// <summary>Ends <see cref="Hold"/>.</summary>
    public void Release()
    {
        _isHeld = false;
        if (State is ActorState.Running) _mailbox.Resume();
    }

    /// <summary>Goes on in the actor's turn when the work is done, also while held; not if the instance has been replaced by then.</summary>
    public async Task ContinueAsync<TResult>(Task<TResult> work, Action<TResult> success, Action<Exception> failure)
    {
        var instance = _actor!;
        Action next;
        try
        {
            var result = await work.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            next = () => success(result);
        }
        catch (Exception e)
        {
            next = () => failure(e);
        }

        PostSystem(new SystemMessage.Continue(instance, next));
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
