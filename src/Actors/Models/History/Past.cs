using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.History;

/// <summary>A model's intent at an earlier point of its history. Immutable.</summary>
/// <param name="SequenceNr">The last event in it; 0 for before the first.</param>
/// <param name="Intent">What counted.</param>
internal sealed record Past(long SequenceNr, ModelIntent Intent)
{
    /// <summary>Folds the events up to a point, each with its sequence number or its time not past the given one.</summary>
    /// <exception cref="JournalException">The journal cannot be read now, or a row of it cannot.</exception>
    /// <exception cref="PastUnknownException">There is no such point.</exception>
    internal static async Task<Past> ReadAsync(
        EventSourcing<ModelIntent, IModelEvent> sourcing, ModelName model, long? to, DateTimeOffset? time)
    {
        var id = ModelHistoryActor.PersistenceIdOf(model.Value);
        var head = await sourcing.Journal.ReadHeadAsync(id);
        if (to > head.HighestSequenceNr)
            throw new PastUnknownException($"the history of '{model}' ends at {head.HighestSequenceNr}, so that there is nothing at {to} to go back to");
        if (head.ClearedTo > 0 && to < head.ClearedTo)
            throw new PastUnknownException($"the history of '{model}' up to {head.ClearedTo} was cleared, so that {to} cannot be gone back to");
        var state = ModelIntent.Initial;
        if (head.ClearedTo > 0 && head.Snapshot is { } snapshot && snapshot.SequenceNr == head.ClearedTo)
            state = sourcing.Snapshots.Decode(snapshot);
        var last = head.ClearedTo;
        while (true)
        {
            var page = await sourcing.Journal.ReadAsync(id, last + 1, sourcing.PageSize);
            foreach (var record in page)
            {
                if (record.SequenceNr > to || record.Time > time)
                    return new Past(last, state);
                state = state.After(sourcing.Events.Decode(record));
                last = record.SequenceNr;
            }

            if (page.Count < sourcing.PageSize)
                return new Past(last, state);
        }
    }
}

/// <summary>The history has no such point; the message says which it has.</summary>
internal sealed class PastUnknownException(string message) : Exception(message);
