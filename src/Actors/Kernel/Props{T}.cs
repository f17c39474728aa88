namespace ModelCluster.Actors.Kernel;

/// <summary>The recipe for an actor. Immutable; may be used many times.</summary>
/// <typeparam name="T">The actor's protocol.</typeparam>
public sealed record Props<T>
    where T : notnull
{
    /// <summary>The mailbox capacity that means no bound.</summary>
    public const int Unbounded = int.MaxValue;

    /// <summary>Messages handled in one turn before other actors get the thread, unless set otherwise.</summary>
    public const int DefaultThroughput = 100;

    internal Props(Func<Actor<T>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Factory = factory;
    }

    /// <summary>Makes a new instance for the start and for each restart.</summary>
    public Func<Actor<T>> Factory { get; }

    /// <summary>Messages that may wait; at least 1, or <see cref="Unbounded"/>.</summary>
    public int MailboxCapacity { get; private init; } = Unbounded;

    /// <summary>Messages handled in one turn before other actors get the thread; at least 1.</summary>
    public int Throughput { get; private init; } = DefaultThroughput;

    /// <summary>How this actor decides on failures of its children.</summary>
    public SupervisorStrategy Strategy { get; private init; } = SupervisorStrategy.Default;

    /// <summary>
    /// Bounds the mailbox. When full, new messages are refused: <see cref="ActorRef{T}.TryTell"/> returns false, a told message
    /// becomes a dead letter, an ask fails. Timer ticks, piped results and terminations always get in.
    /// </summary>
    public Props<T> WithBoundedMailbox(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return this with { MailboxCapacity = capacity };
    }

    /// <summary>Sets the fairness limit.</summary>
    public Props<T> WithThroughput(int messagesPerTurn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messagesPerTurn, 1);
        return this with { Throughput = messagesPerTurn };
    }

    /// <summary>Sets how this actor decides on failures of its children.</summary>
    public Props<T> WithStrategy(SupervisorStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return this with { Strategy = strategy };
    }
}
