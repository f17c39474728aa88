namespace ModelCluster.Actors.Kernel;

/// <summary>
/// State and behaviour behind a mailbox. The kernel calls one member at a time and each call sees what the calls before it
/// wrote, so fields need no locks; nothing outside may touch them.
/// </summary>
/// <remarks>
/// An exception from any member below, except <see cref="PostStop"/> and <see cref="PreRestart"/>, is a failure that the
/// parent's <see cref="SupervisorStrategy"/> decides on. Members run on thread-pool threads and must not block for long.
/// Never await inside; use <see cref="ActorContext{T}.PipeToSelf{TResult}(Task{TResult}, Func{TResult, T}, Func{Exception, T})"/>.
/// </remarks>
/// <typeparam name="T">The actor's protocol.</typeparam>
public abstract class Actor<T>
    where T : notnull
{
    private ActorContext<T>? _context;

    /// <summary>The actor's link to the kernel: from <see cref="PreStart"/> to <see cref="PostStop"/>, not in the constructor.</summary>
    protected internal ActorContext<T> Context
    {
        get => _context ?? throw new InvalidOperationException(
            $"{GetType().Name} used Context before it was started: move this from the constructor to PreStart.");
        internal set => _context = value;
    }

    /// <summary>This actor's own reference.</summary>
    protected ActorRef<T> Self => Context.Self;

    /// <summary>Handles one message.</summary>
    protected internal abstract void Receive(T message);

    /// <summary>Called once on the first instance before its first message.</summary>
    protected internal virtual void PreStart()
    {
    }

    /// <summary>Called once when the actor has stopped, after all its children; and, by default, on the old instance at a restart.</summary>
    protected internal virtual void PostStop()
    {
    }

    /// <summary>Called on the old instance before a restart; stops all children and calls <see cref="PostStop"/> unless overridden.</summary>
    /// <param name="reason">The failure.</param>
    /// <param name="message">The message being handled, when the failure came from <see cref="Receive"/>; it is not handled again.</param>
    protected internal virtual void PreRestart(Exception reason, T? message)
    {
        Context.StopChildren();
        PostStop();
    }

    /// <summary>Called on the new instance after a restart; calls <see cref="PreStart"/> unless overridden.</summary>
    protected internal virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>Reports a message that the actor does not understand as a dead letter.</summary>
    protected void Unhandled(T message) => Context.ReportUnhandled(message);
}
