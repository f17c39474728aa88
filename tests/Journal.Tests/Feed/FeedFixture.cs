using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Journal.Feed;
using ModelCluster.Contracts.History;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Journal;

namespace ModelCluster.Journal.Tests.Feed;

/// <summary>A feed over a journal in memory, in virtual time.</summary>
internal sealed class FeedFixture : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly InMemoryJournal _inner = new();
    private long _written;

    internal FeedFixture()
    {
        Faulty = new FaultyJournal(_inner);
        Journal = new ObservedJournal(Faulty, Time);
        Feed = new EventFeed(Journal, Time, TimeSpan.FromSeconds(1));
    }

    internal VirtualTime Time { get; } = new();

    internal FaultyJournal Faulty { get; }

    internal ObservedJournal Journal { get; }

    internal EventFeed Feed { get; }

    /// <summary>Writes events to <c>model/m</c> whose payloads are their numbers.</summary>
    internal async Task WriteAsync(int count, IJournal? by = null)
    {
        for (var i = 0; i < count; i++)
            await (by ?? Journal).AppendAsync(Sample.Append("model/m", ++_written, $"{_written}"));
    }

    /// <summary>As another node does: this one is not told.</summary>
    internal Task WriteElsewhereAsync(int count) => WriteAsync(count, _inner);

    internal IAsyncEnumerator<FeedItem> Read(long? after, EventFilter? filter = null) =>
        Feed.ReadAsync(filter ?? EventFilter.All, after, _end.Token).GetAsyncEnumerator(_end.Token);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        Feed.Dispose();
    }
}

internal static class FeedItems
{
    internal static async Task<FeedItem> NextAsync(this IAsyncEnumerator<FeedItem> items)
    {
        (await items.MoveNextAsync().AsTask().OrFailAsync("the next item of the feed")).ShouldBeTrue();
        return items.Current;
    }

    internal static async Task<long> NextOrdinalAsync(this IAsyncEnumerator<FeedItem> items)
    {
        var item = await items.NextAsync();
        item.Notice.ShouldBeNull();
        return item.Event!.Ordinal;
    }
}
