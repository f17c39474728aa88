namespace ModelCluster.Actors.Journal;

/// <summary>
/// Append-only histories, one per persistence id, with the latest snapshot of each. What an append acknowledged survives the
/// death of the process and of the machine. Thread safe. Read docs/journal.md first.
/// </summary>
/// <remarks>
/// Every member may throw <see cref="JournalUnavailableException"/> and <see cref="JournalSchemaException"/>. A call may block its
/// thread for the time of the input and output: do not call it in an actor's turn.
/// </remarks>
public interface IJournal
{
    /// <summary>
    /// Writes events, all or none; done means durable. Appends that wait at the same time may share one commit. An append that
    /// has begun cannot be called off.
    /// </summary>
    /// <exception cref="SequenceConflictException">The history does not end right before the append: another writer was faster.</exception>
    Task AppendAsync(Append append);

    /// <summary>What a recovery starts from. It waits for appends that began before it, so that it sees them.</summary>
    Task<JournalHead> ReadHeadAsync(string persistenceId, CancellationToken cancellation = default);

    /// <summary>Events of one history in order, at most <paramref name="limit"/>; empty at its end.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="fromSequenceNr">The first sequence number wanted, from 1.</param>
    /// <param name="limit">The size of the page, 1 to <see cref="JournalLimits.MaxPage"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CorruptRecordException">A row that cannot be read.</exception>
    Task<IReadOnlyList<EventRecord>> ReadAsync(string persistenceId, long fromSequenceNr, int limit, CancellationToken cancellation = default);

    /// <summary>
    /// Events of all histories in the order of their ordinals, which is the order in which they became durable: a reader that
    /// goes on after the last ordinal it saw misses none.
    /// </summary>
    /// <param name="afterOrdinal">The last ordinal already seen; 0 for all.</param>
    /// <param name="limit">The size of the page, 1 to <see cref="JournalLimits.MaxPage"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CorruptRecordException">A row that cannot be read.</exception>
    Task<IReadOnlyList<EventRecord>> ReadAllAsync(long afterOrdinal, int limit, CancellationToken cancellation = default);

    /// <summary>The ordinal of the newest event of all histories; 0 when there is none.</summary>
    Task<long> ReadLastOrdinalAsync(CancellationToken cancellation = default);

    /// <summary>Keeps a snapshot in place of an older one; does nothing when the one kept is newer.</summary>
    Task SaveSnapshotAsync(SnapshotRecord snapshot, CancellationToken cancellation = default);

    /// <summary>Deletes the events up to and including a sequence number. The history goes on where it was.</summary>
    /// <exception cref="InvalidOperationException">No snapshot stands for the events, so that a recovery would lose them.</exception>
    Task ClearAsync(string persistenceId, long toSequenceNr, CancellationToken cancellation = default);

    /// <summary>
    /// Deletes all events and the snapshot. Sequence numbers are not used again: a writer that does not know of this still
    /// gets its conflict, and a new one goes on behind them from an empty state.
    /// </summary>
    Task ForgetAsync(string persistenceId, CancellationToken cancellation = default);

    /// <summary>The ids that have events or a snapshot, in ordinal order, at most <paramref name="limit"/> after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<string>> ReadIdsAsync(string after, int limit, CancellationToken cancellation = default);
}
