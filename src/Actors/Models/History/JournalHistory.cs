using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.History;

/// <summary>Reads models' histories from the journal. Thread-safe.</summary>
/// <param name="journal">Where they are kept.</param>
public sealed class JournalHistory(IJournal journal) : IModelHistory
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(ModelName model, long from, int limit, CancellationToken cancellation)
    {
        try
        {
            var id = ModelHistoryActor.PersistenceIdOf(model.Value);
            var records = await Task.Run(() => journal.ReadAsync(id, from, limit, cancellation), cancellation);
            return [.. records.Select(record => new HistoryEntry(record.SequenceNr, record.Time, record.Event.Type, record.Event.Payload, record.Cause))];
        }
        catch (JournalException failure)
        {
            throw new HistoryUnavailableException($"the history of '{model}' cannot be read now: {failure.Message}", failure);
        }
    }
}
