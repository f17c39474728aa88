using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Actors.Journal.Feed;

/// <summary>A journal that tells when something was appended, and counts. Everything else is up to the one behind it. Thread-safe.</summary>
/// <param name="inner">Where histories are kept.</param>
/// <param name="time">The clock.</param>
public sealed class ObservedJournal(IJournal inner, TimeProvider time) : IJournal, IMetricSource
{
    private readonly Lock _lock = new();
    private readonly LinkedList<long> _begun = [];
    private long _events;
    private long _failures;
    private volatile string? _problem;

    /// <summary>Called after each append, on any thread; does not block or throw.</summary>
    public event EventHandler? Appended;

    /// <summary>Why the journal could not be reached when it was last asked; null: it could.</summary>
    public string? Problem => _problem;

    /// <inheritdoc/>
    public async Task AppendAsync(Append append)
    {
        ArgumentNullException.ThrowIfNull(append);
        var begun = Begin();
        try
        {
            await NotedAsync(inner.AppendAsync(append));
            Interlocked.Add(ref _events, append.Events.Count);
        }
        catch (JournalException)
        {
            Interlocked.Increment(ref _failures);
            throw;
        }
        finally
        {
            End(begun);
        }

        Appended?.Invoke(this, EventArgs.Empty);
    }

    /// <inheritdoc/>
    public Task<JournalHead> ReadHeadAsync(string persistenceId, CancellationToken cancellation = default) =>
        NotedAsync(inner.ReadHeadAsync(persistenceId, cancellation));

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventRecord>> ReadAsync(string persistenceId, long fromSequenceNr, int limit, CancellationToken cancellation = default) =>
        NotedAsync(inner.ReadAsync(persistenceId, fromSequenceNr, limit, cancellation));

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventRecord>> ReadAllAsync(long afterOrdinal, int limit, CancellationToken cancellation = default) =>
        NotedAsync(inner.ReadAllAsync(afterOrdinal, limit, cancellation));

    /// <inheritdoc/>
    public Task<long> ReadLastOrdinalAsync(CancellationToken cancellation = default) => NotedAsync(inner.ReadLastOrdinalAsync(cancellation));

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(SnapshotRecord snapshot, CancellationToken cancellation = default) => inner.SaveSnapshotAsync(snapshot, cancellation);

    /// <inheritdoc/>
    public Task ClearAsync(string persistenceId, long toSequenceNr, CancellationToken cancellation = default) =>
        inner.ClearAsync(persistenceId, toSequenceNr, cancellation);

    /// <inheritdoc/>
    public Task ForgetAsync(string persistenceId, CancellationToken cancellation = default) => inner.ForgetAsync(persistenceId, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadIdsAsync(string after, int limit, CancellationToken cancellation = default) =>
        inner.ReadIdsAsync(after, limit, cancellation);

    /// <inheritdoc/>
    public void Write(MetricWriter writer)
    {
        int waiting;
        TimeSpan lag;
        lock (_lock)
        {
            waiting = _begun.Count;
            lag = _begun.First is { } oldest ? time.GetElapsedTime(oldest.Value) : TimeSpan.Zero;
        }

        writer.Counter("modelcluster_journal_events_total", "Events written to the journal by this node.").Add(Interlocked.Read(ref _events));
        writer.Counter("modelcluster_journal_append_failures_total", "Appends that the journal refused or that failed.").Add(Interlocked.Read(ref _failures));
        writer.Gauge("modelcluster_journal_pending_appends", "Appends that are not durable yet.").Add(waiting);
        writer.Gauge("modelcluster_journal_lag_seconds", "Age of the oldest append that is not durable yet.").Add(lag.TotalSeconds);
    }

    private async Task<T> NotedAsync<T>(Task<T> asked)
    {
        await NotedAsync((Task)asked);
        return await asked;
    }

    private async Task NotedAsync(Task asked)
    {
        try
        {
            await asked;
            _problem = null;
        }
        catch (JournalUnavailableException failure)
        {
            _problem = failure.Message;
            throw;
        }
    }

    private LinkedListNode<long> Begin()
    {
        lock (_lock)
            return _begun.AddLast(time.GetTimestamp());
    }

    private void End(LinkedListNode<long> begun)
    {
        lock (_lock)
            _begun.Remove(begun);
    }
}
