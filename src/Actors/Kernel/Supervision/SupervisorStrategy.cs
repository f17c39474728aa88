namespace ModelCluster.Actors.Kernel;

/// <summary>How a parent decides on failures of its children, each child for itself (one for one). Immutable.</summary>
public sealed record SupervisorStrategy
{
    /// <summary>
    /// Restarts at once and without limit, except that a child whose constructor or PreStart threw is stopped, as in Akka.NET.
    /// </summary>
    public static readonly SupervisorStrategy Default = new(DefaultDecider);

    /// <summary>Stops every failing child.</summary>
    public static readonly SupervisorStrategy Stopping = new(static _ => Directive.Stop);

    /// <summary>Passes every failure on to the parent's parent.</summary>
    public static readonly SupervisorStrategy Escalating = new(static _ => Directive.Escalate);

    /// <summary>A strategy with the given table. Restarts have no backoff and no limit unless set.</summary>
    /// <param name="decider">
    /// The directive for an exception; pure. A constructor or PreStart that threw comes as <see cref="ActorInitializationException"/>.
    /// A decider that throws counts as <see cref="Directive.Escalate"/> with its own exception.
    /// </param>
    public SupervisorStrategy(Func<Exception, Directive> decider)
    {
        ArgumentNullException.ThrowIfNull(decider);
        Decider = decider;
    }

    /// <summary>The directive for an exception.</summary>
    public Func<Exception, Directive> Decider { get; }

    /// <summary>Restarts allowed within <see cref="Window"/>; one more stops the child. From 0.</summary>
    public int MaxRestarts { get; private init; } = int.MaxValue;

    /// <summary>The time over which restarts are counted, from the first; then both count and backoff begin anew.</summary>
    public TimeSpan Window { get; private init; } = TimeSpan.MaxValue;

    /// <summary>The wait before each restart.</summary>
    public RestartBackoff Backoff { get; private init; } = RestartBackoff.None;

    /// <summary>Limits restarts within a window.</summary>
    public SupervisorStrategy WithLimit(int maxRestarts, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRestarts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        return this with { MaxRestarts = maxRestarts, Window = window };
    }

    /// <summary>Waits before each restart, twice as long each time.</summary>
    public SupervisorStrategy WithBackoff(RestartBackoff backoff)
    {
        ArgumentNullException.ThrowIfNull(backoff);
        return this with { Backoff = backoff };
    }

    /// <summary>The table of <see cref="Default"/>, to fall back to from one's own.</summary>
    public static Directive DefaultDecider(Exception reason) =>
        reason is ActorInitializationException ? Directive.Stop : Directive.Restart;
}
