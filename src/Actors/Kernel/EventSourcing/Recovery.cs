using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Kernel.EventSourcing;

/// <summary>Rebuilds a state from the journal.</summary>
internal static class Recovery
{
    /// <summary>A state and how far into the history it reaches.</summary>
    internal readonly record struct Result<TState>(TState State, long SequenceNr, long SnapshotNr);

    /// <summary>The latest snapshot with the events after it; without one, all events.</summary>
    /// <exception cref="CorruptRecordException">A record is unreadable or missing.</exception>
    internal static async Task<Result<TState>> RunAsync<TState, TEvent>(
        EventSourcing<TState, TEvent> sourcing, string persistenceId, TState initial, Func<TState, TEvent, TState> apply)
        where TEvent : notnull
    {
        var head = await sourcing.Journal.ReadHeadAsync(persistenceId);
        var start = Start(sourcing, head, initial);
        var state = start.State;
        var last = start.SequenceNr;
        while (true)
        {
            var page = await sourcing.Journal.ReadAsync(persistenceId, last + 1, sourcing.PageSize);
            foreach (var record in page)
            {
                if (record.SequenceNr != ++last) throw Missing(persistenceId, last, $"the next one is {record.SequenceNr}");
                state = apply(state, sourcing.Events.Decode(record));
            }

            if (page.Count < sourcing.PageSize) break;
        }

        if (last < head.HighestSequenceNr) throw Missing(persistenceId, last + 1, $"{head.HighestSequenceNr} were written");
        return new Result<TState>(state, last, start.SnapshotNr);
    }

    private static Result<TState> Start<TState, TEvent>(EventSourcing<TState, TEvent> sourcing, JournalHead head, TState initial)
        where TEvent : notnull
    {
        // a snapshot of another release is needed only where the events it stands for are gone
        if (head.Snapshot is { } snapshot && (sourcing.Snapshots.Knows(snapshot) || head.ClearedTo > 0))
            return new Result<TState>(sourcing.Snapshots.Decode(snapshot), snapshot.SequenceNr, snapshot.SequenceNr);
        return new Result<TState>(initial, head.ClearedTo, head.ClearedTo);
    }

    private static CorruptRecordException Missing(string persistenceId, long sequenceNr, string evidence) =>
        new(persistenceId, sequenceNr, $"is missing: {evidence}. Restore the journal from a backup, or clear this history.");
}
