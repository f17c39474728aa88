using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Kernel;

/// <summary>What an <see cref="EventSourcedActor{TMessage, TState, TEvent}"/> keeps its history with. Immutable; one for all actors of a kind.</summary>
/// <param name="Journal">Where.</param>
/// <param name="Events">How events are written.</param>
/// <param name="Snapshots">How states are written.</param>
public sealed record EventSourcing<TState, TEvent>(IJournal Journal, EventCodec<TEvent> Events, SnapshotCodec<TState> Snapshots)
    where TEvent : notnull
{
    /// <summary>Events from one snapshot to the next; at least 1, default 200.</summary>
    public int SnapshotEvery { get; init; } = 200;

    /// <summary>Events read at once in a recovery, 1 to <see cref="JournalLimits.MaxPage"/>; default 1,000.</summary>
    public int PageSize { get; init; } = 1_000;

    /// <summary>How long until an actor asks again whether a write of unknown outcome happened; positive, default 2 s.</summary>
    public TimeSpan CatchUpInterval { get; init; } = TimeSpan.FromSeconds(2);
}
