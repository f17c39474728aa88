using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.History;

/// <summary>Reads models' histories from the journal, in pages. Thread-safe.</summary>
/// <param name="journal">Where they are kept.</param>
public sealed class JournalHistory(IJournal journal) : IModelHistory
{
    private const int PageSize = 1_000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(ModelName model, HistoryQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        try
        {
            var id = ModelHistoryActor.PersistenceIdOf(model.Value);
            return await Task.Run(() => query.IsNewestFirst ? BackwardsAsync(id, query, cancellation) : ForwardsAsync(id, query, cancellation), cancellation);
        }
        catch (JournalException failure)
        {
            throw new HistoryUnavailableException($"the history of '{model}' cannot be read now: {failure.Message}", failure);
        }
    }

    private async Task<IReadOnlyList<HistoryEntry>> ForwardsAsync(string id, HistoryQuery query, CancellationToken cancellation)
    {
        var found = new List<HistoryEntry>();
        var from = query.From ?? 1;
        while (found.Count < query.Limit)
        {
            var page = await journal.ReadAsync(id, from, PageSize, cancellation);
            found.AddRange(page.Select(ToEntry).Where(query.Accepts).Take(query.Limit - found.Count));
            if (page.Count < PageSize)
                break;
            from = page[^1].SequenceNr + 1;
        }

        return found;
    }

    private async Task<IReadOnlyList<HistoryEntry>> BackwardsAsync(string id, HistoryQuery query, CancellationToken cancellation)
    {
        var found = new List<HistoryEntry>();
        var highest = (await journal.ReadHeadAsync(id, cancellation)).HighestSequenceNr;
        var last = Math.Min(highest, query.From ?? highest);
        while (last > 0 && found.Count < query.Limit)
        {
            var first = Math.Max(1, last - PageSize + 1);
            var page = await journal.ReadAsync(id, first, (int)(last - first + 1), cancellation);
            found.AddRange(page.Where(record => record.SequenceNr <= last).Reverse().Select(ToEntry).Where(query.Accepts).Take(query.Limit - found.Count));
            last = first - 1;
        }

        return found;
    }

    private static HistoryEntry ToEntry(EventRecord record) =>
        new(record.SequenceNr, record.Time, record.Event.Type, record.Event.Payload, record.Cause);
}
