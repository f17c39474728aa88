using System.Threading.Channels;
using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Journal.Feed;

/// <summary>What waits for one reader of the feed: bounded. Filled by the pump, emptied by the reader.</summary>
internal sealed class FeedReader(EventFilter filter, int limit)
{
    private readonly Channel<FeedItem> _items = Channel.CreateBounded<FeedItem>(new BoundedChannelOptions(limit) { SingleReader = true });

    internal ChannelReader<FeedItem> Items => _items.Reader;

    /// <summary>True for an event that this reader wants.</summary>
    internal bool Wants(EventRecord record) => filter.Accepts(record.PersistenceId, record.Event.Type, record.Cause.Name);

    /// <summary>False when too much waits: the reader gets nothing more.</summary>
    internal bool Offer(FeedItem item)
    {
        if (_items.Writer.TryWrite(item))
            return true;
        _items.Writer.TryComplete();
        return false;
    }

    /// <summary>Ends the reader's feed with what went wrong.</summary>
    internal void Fail(Exception failure) => _items.Writer.TryComplete(failure);
}
