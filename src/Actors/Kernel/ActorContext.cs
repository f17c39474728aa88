using ModelCluster.Actors.Kernel.Cells;

namespace ModelCluster.Actors.Kernel;

/// <summary>
/// An actor's link to the kernel. All but <see cref="Self"/>, <see cref="System"/> and <see cref="Path"/> is for the actor's own
/// turn: using it from another thread or after an await throws <see cref="InvalidOperationException"/>.
/// </summary>
/// <typeparam name="T">The actor's protocol.</typeparam>
public sealed class ActorContext<T>
    where T : notnull
{
    private readonly ActorCell<T> _cell;

    internal ActorContext(ActorCell<T> cell) => _cell = cell;

    /// <summary>The actor's own reference.</summary>
    public ActorRef<T> Self => _cell.Ref;

    /// <summary>The actor's path.</summary>
    public ActorPath Path => _cell.Path;

    /// <summary>The system that it lives in.</summary>
    public ActorSystem System => _cell.System;

    /// <summary>The clock to use.</summary>
    public TimeProvider Time => _cell.System.Time;

    /// <summary>Timers by key.</summary>
    public ActorTimers<T> Timers => _cell.Timers;

    /// <summary>The children that have not terminated yet, in no order.</summary>
    public IReadOnlyList<ActorRef> Children
    {
        get
        {
            _cell.RequireTurn();
            return Array.ConvertAll(_cell.Children.Snapshot(), child => child.Ref);
        }
    }

    /// <summary>Starts a child. It makes its instance in its own first turn; a failure there is decided by this actor's strategy.</summary>
    /// <param name="props">The recipe.</param>
    /// <param name="name">Unique among the children; null for a name given by the kernel.</param>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    /// <exception cref="InvalidOperationException">The name is taken, also by a child still stopping; or this actor is stopping.</exception>
    public ActorRef<TChild> Spawn<TChild>(Props<TChild> props, string? name = null)
        where TChild : notnull
    {
        _cell.RequireTurn();
        return _cell.Spawn(props, name);
    }

    /// <summary>Stops a child: the message in work is finished, its children stop, then it.</summary>
    /// <exception cref="ArgumentException">It is no child of this actor.</exception>
    public void Stop(ActorRef child)
    {
        ArgumentNullException.ThrowIfNull(child);
        _cell.RequireTurn();
        if (!_cell.StopChild(child.Cell)) throw new ArgumentException($"{child} is no child of {Path} and cannot be stopped by it.", nameof(child));
    }

    /// <summary>Stops this actor after the message in work; messages that wait become dead letters.</summary>
    public void StopSelf()
    {
        _cell.RequireTurn();
        _cell.RequestStop();
    }

    /// <summary>Stops every child.</summary>
    public void StopChildren()
    {
        _cell.RequireTurn();
        _cell.StopChildren();
    }

    /// <summary>
    /// Sends this actor a message once the other has terminated; at once if it already has. It comes after the messages the
    /// other sent before its end. Watching again replaces the message. Lasts over restarts of either.
    /// </summary>
    public void Watch(ActorRef other, T whenTerminated)
    {
        ArgumentNullException.ThrowIfNull(other);
        _cell.RequireTurn();
        _cell.Watch(other.Cell, whenTerminated);
    }

    /// <summary>Ends a watch; its message is not delivered from now on, even when it already waits.</summary>
    public void Unwatch(ActorRef other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _cell.RequireTurn();
        _cell.Unwatch(other.Cell);
    }

    /// <summary>
    /// Brings the outcome of asynchronous work back as a message, to this instance or, after a restart, the next. The functions
    /// run on the thread that completes the task and must be pure. When the actor has stopped, the message is a dead letter
    /// (and disposed, so let a message that brings a resource be <see cref="IDisposable"/>).
    /// </summary>
    /// <param name="work">The work, already running.</param>
    /// <param name="success">Makes the message for a result.</param>
    /// <param name="failure">Makes the message for an exception, cancellation included.</param>
    public void PipeToSelf<TResult>(Task<TResult> work, Func<TResult, T> success, Func<Exception, T> failure)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        _cell.RequireTurn();
        _ = _cell.PipeAsync(work, success, failure);
    }

    /// <summary>As above, for work without a result.</summary>
    public void PipeToSelf(Task work, Func<T> success, Func<Exception, T> failure)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(success);
        PipeToSelf(WithoutResultAsync(work), _ => success(), failure);

        static async Task<bool> WithoutResultAsync(Task work)
        {
            await work;
            return true;
        }
    }

    internal void Hold() => _cell.Hold();

    internal void Release() => _cell.Release();

    internal void Continue<TResult>(Task<TResult> work, Action<TResult> success, Action<Exception> failure)
    {
        _cell.RequireTurn();
        _ = _cell.ContinueAsync(work, success, failure);
    }

    internal void ReportHook(string hook, Exception failure) =>
        System.Events.HookFailed(new ActorFailure(Path, failure, Time.GetUtcNow()), hook);

    internal void ReportUnhandled(T message) => _cell.ToDeadLetters(message, DeadLetterReason.Unhandled);
}
