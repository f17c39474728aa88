using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Deployments;

/// <summary>Reads deployments' histories from the journal. Thread-safe.</summary>
/// <param name="journal">Where they are kept.</param>
public sealed class DeploymentHistory(IJournal journal)
{
    /// <summary>Entries of a deployment, oldest first; empty if there are none.</summary>
    /// <param name="name">Which.</param>
    /// <param name="from">The first sequence number wanted, from 1.</param>
    /// <param name="limit">1 to <see cref="IModelHistory.MaxLimit"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HistoryUnavailableException">The journal cannot be read now.</exception>
    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(ModelName name, long from, int limit, CancellationToken cancellation)
    {
        try
        {
            var records = await Task.Run(() => journal.ReadAsync(DeploymentActor.PersistenceIdOf(name), from, limit, cancellation), cancellation);
            return [.. records.Select(record => new HistoryEntry(record.SequenceNr, record.Time, record.Event.Type, record.Event.Payload, record.Cause))];
        }
        catch (JournalException failure)
        {
            throw new HistoryUnavailableException($"the history of deployment '{name}' cannot be read now: {failure.Message}", failure);
        }
    }
}
