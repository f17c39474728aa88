using System.Threading.Channels;
using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Journal.Feed;

/// <summary>
/// Reads what happens, once for all readers: when this node has appended something, and now and then for what others have. It runs
/// while there are readers. Thread-safe.
/// </summary>
internal sealed class FeedPump : IDisposable
{
    internal const string Back = "the journal can be read again";

    private const int PageSize = 500;

    private readonly Lock _lock = new();
    private readonly HashSet<FeedReader> _readers = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _ended = new();
    private readonly ObservedJournal _journal;
    private readonly TimeProvider _time;
    private readonly TimeSpan _poll;
    private bool _isRunning;
    private bool _isAway;
    private long _last;

    internal FeedPump(ObservedJournal journal, TimeProvider time, TimeSpan poll)
    {
        _journal = journal;
        _time = time;
        _poll = poll;
        journal.Appended += OnAppended;
    }

    internal static string Away(string why) => $"the journal cannot be read now: {why}";

    internal static FeedItem ItemOf(EventRecord record) => new(
        new FeedEvent(record.Ordinal, record.PersistenceId, record.SequenceNr, record.Time, record.Event.Type, record.Event.Payload, record.Cause),
        Notice: null);

    /// <summary>Gives a reader everything from now on.</summary>
    /// <param name="reader">Which.</param>
    /// <param name="seen">The last ordinal it saw.</param>
    /// <returns>It gets what comes after this ordinal; what lies between it reads itself.</returns>
    internal long Register(FeedReader reader, long seen)
    {
        lock (_lock)
        {
            _readers.Add(reader);
            if (_isRunning)
                return _last;
            _isRunning = true;
            _isAway = false;
            _last = seen;
        }

        _ = Task.Run(RunAsync);
        Wake();
        return seen;
    }

    internal void Leave(FeedReader reader)
    {
        lock (_lock)
            _readers.Remove(reader);
        Wake();
    }

    public void Dispose()
    {
        _journal.Appended -= OnAppended;
        _ended.Cancel();
        _ended.Dispose();
    }

    private void OnAppended(object? sender, EventArgs nothing) => Wake();

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task RunAsync()
    {
        var cancellation = _ended.Token;
        try
        {
            await using var timer = _time.CreateTimer(_ => Wake(), null, _poll, _poll);
            while (HasReaders())
            {
                if (!await TryPumpAsync(cancellation))
                    await _wake.Reader.ReadAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Stop(new ObjectDisposedException(nameof(EventFeed)));
        }
        catch (Exception failure)
        {
            Stop(failure);
        }
    }

    /// <summary>The readers learn of it, so that none waits for ever; the next one starts the pump again.</summary>
    private void Stop(Exception failure)
    {
        lock (_lock)
        {
            _isRunning = false;
            foreach (var reader in _readers)
                reader.Fail(failure);
            _readers.Clear();
        }
    }

    /// <summary>False: nobody reads any more, and the pump has stopped.</summary>
    private bool HasReaders()
    {
        lock (_lock)
            return _isRunning = _readers.Count > 0;
    }

    /// <summary>Hands one page out. False: there is nothing to hand out now.</summary>
    private async Task<bool> TryPumpAsync(CancellationToken cancellation)
    {
        IReadOnlyList<EventRecord> page;
        try
        {
            page = await _journal.ReadAllAsync(_last, PageSize, cancellation);
        }
        catch (JournalException failure)
        {
            if (!_isAway)
                HandOut(new FeedItem(null, Away(failure.Message)));
            _isAway = true;
            return false;
        }

        if (_isAway)
            HandOut(new FeedItem(null, Back));
        _isAway = false;
        HandOut(page);
        return page.Count > 0;
    }

    private void HandOut(FeedItem notice)
    {
        lock (_lock)
            _readers.RemoveWhere(reader => !reader.Offer(notice));
    }

    private void HandOut(IReadOnlyList<EventRecord> page)
    {
        if (page.Count == 0)
            return;
        lock (_lock)
        {
            _last = page[^1].Ordinal;
            foreach (var record in page)
            {
                var item = ItemOf(record);
                _readers.RemoveWhere(reader => reader.Wants(record) && !reader.Offer(item));
            }
        }
    }
}
