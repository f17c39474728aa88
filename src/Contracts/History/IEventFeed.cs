namespace ModelCluster.Contracts.History;

/// <summary>Tells everything that happens, as it is written to the journal. Thread-safe.</summary>
public interface IEventFeed
{
    /// <summary>
    /// Events after an ordinal in their order, first those that have happened, then those that happen. It does not end by itself,
    /// except for a reader so slow that too many events wait for it: then the last item is a notice, and the reader may go on after the
    /// last ordinal it saw. While the journal cannot be read there is a notice, and it goes on when it can.
    /// </summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The last ordinal already seen, 0 for all; null: only what happens from now on.</param>
    /// <param name="cancellation">Ends it.</param>
    IAsyncEnumerable<FeedItem> ReadAsync(EventFilter filter, long? after, CancellationToken cancellation);
}
