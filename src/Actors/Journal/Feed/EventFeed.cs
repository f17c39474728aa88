using System.Runtime.CompilerServices;
using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Journal.Feed;

/// <summary>
/// The journal as a stream. What has happened is read by each reader in pages; what happens is read once, by the
/// <see cref="FeedPump"/>, for all. Thread-safe.
/// </summary>
/// <param name="journal">Where events come from.</param>
/// <param name="time">The clock.</param>
/// <param name="poll">How often to look for what other nodes wrote.</param>
public sealed class EventFeed(ObservedJournal journal, TimeProvider time, TimeSpan poll) : IEventFeed, IDisposable
{
    /// <summary>Events that may wait for one reader.</summary>
    public const int MostWaiting = 1_000;

    private const int PageSize = 500;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly FeedPump _pump = new(journal, time, poll);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedItem> ReadAsync(EventFilter filter, long? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = new FeedReader(filter, MostWaiting);
        var isAway = false;
        var isRegistered = false;
        try
        {
            while (true)
            {
                var (page, problem) = after is null ? await LastAsync(cancellation) : await PageAsync(after.Value, cancellation);
                if (problem is not null)
                {
                    if (!isAway)
                        yield return new FeedItem(null, FeedPump.Away(problem));
                    isAway = true;
                    await Task.Delay(RetryAfter, time, cancellation);
                    continue;
                }

                if (isAway)
                    yield return new FeedItem(null, FeedPump.Back);
                isAway = false;
                foreach (var record in page.Records)
                {
                    if (reader.Wants(record))
                        yield return FeedPump.ItemOf(record);
                }

                after = page.Last;
                if (page.Records.Count == PageSize)
                    continue;
                if (isRegistered || _pump.Register(reader, after.Value) <= after)
                    break;
                isRegistered = true; // once more, for what lies between the last page and the pump
            }

            await foreach (var item in reader.Items.ReadAllAsync(cancellation))
            {
                if (item.Event is null || item.Event.Ordinal > after)
                    yield return item;
            }
        }
        finally
        {
            _pump.Leave(reader);
        }

        yield return new FeedItem(null, $"too slow: more than {MostWaiting} events wait for this reader; go on after the last one seen");
    }

    /// <summary>Ends the pump.</summary>
    public void Dispose() => _pump.Dispose();

    private async Task<(Page Page, string? Problem)> LastAsync(CancellationToken cancellation)
    {
        try
        {
            return (new Page([], await Task.Run(() => journal.ReadLastOrdinalAsync(cancellation), cancellation)), null);
        }
        catch (JournalException failure)
        {
            return (default, failure.Message);
        }
    }

    private async Task<(Page Page, string? Problem)> PageAsync(long after, CancellationToken cancellation)
    {
        try
        {
            var records = await Task.Run(() => journal.ReadAllAsync(after, PageSize, cancellation), cancellation);
            return (new Page(records, records.Count == 0 ? after : records[^1].Ordinal), null);
        }
        catch (JournalException failure)
        {
            return (default, failure.Message);
        }
    }

    private readonly record struct Page(IReadOnlyList<EventRecord> Records, long Last);
}
