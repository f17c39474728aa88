using System.Threading.Channels;
using ModelCluster.Contracts.Coordination;

namespace ModelCluster.Actors.Cluster;

/// <summary>
/// Writes to the lighthouse in the order in which things were said, each transaction under the same conditions. Waits out a
/// lighthouse that is away; of two writes of one key that both wait, the later counts, so that what waits is bounded by what
/// there is. Thread-safe.
/// </summary>
/// <param name="store">Where to.</param>
/// <param name="fence">What must be so for anything to be written; empty: nothing.</param>
/// <param name="leaseId">The lease that everything goes with; 0 for none.</param>
/// <param name="time">Time, for trying again.</param>
/// <param name="log">What operators read.</param>
public sealed class OrderedWriter(ICoordinationStore store, IReadOnlyList<Condition> fence, long leaseId, TimeProvider time, ClusterLog log)
{
    /// <summary>etcd takes 128 operations in a transaction.</summary>
    private const int MaxChanges = 100;

    /// <summary>Bytes of one transaction; etcd takes 1.5 MiB.</summary>
    private const int MaxBytes = 1 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, Change Change)>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, Change Change)> _waiting = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private TaskCompletionSource<long> _flushed = NewFlush();
    private long _revision;
    private bool _isWriting;

    /// <summary>Writes an entry after all that was said before.</summary>
    public void Write(string key, ReadOnlyMemory<byte> value) => Add(key, new Change.Write(key, value, leaseId));

    /// <summary>Deletes an entry after all that was said before.</summary>
    public void Remove(string key) => Add(key, new Change.Remove(key));

    /// <summary>Deletes all entries under a prefix after all that was said before.</summary>
    public void RemoveAll(string prefix) => Add(prefix, new Change.RemoveAll(prefix));

    /// <summary>Completes when all that was said so far is written, with the revision of the lighthouse then.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<long> WhenWrittenAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return _waiting.Count == 0 && !_isWriting ? Task.FromResult(_revision) : _flushed.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Writes until cancelled, or until the fence holds no more.</summary>
    /// <returns>False: the fence does not hold, and nothing is written any more.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var batch = Take();
                if (batch.Count == 0)
                    await _signal.Reader.ReadAsync(cancellation);
                else if (!await CommitAsync(batch, cancellation))
                    return false;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            lock (_lock)
                _flushed.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task<bool> CommitAsync(List<Change> batch, CancellationToken cancellation)
    {
        for (var isSaid = false; ; isSaid = true)
        {
            try
            {
                var done = await store.CommitAsync(new Transaction(fence, batch), cancellation);
                if (!done.IsDone)
                    return false;
                MarkWritten(done.Revision);
                return true;
            }
            catch (CoordinationException away) // writing the same again changes nothing, whether it was done or not
            {
                if (!isSaid)
                    log.NotWritten(batch.Count, away.Message);
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private void Add(string key, Change change)
    {
        lock (_lock)
        {
            if (_byKey.Remove(key, out var earlier))
                _waiting.Remove(earlier);
            _byKey[key] = _waiting.AddLast((key, change));
            _signal.Writer.TryWrite(true);
        }
    }

    private List<Change> Take()
    {
        var batch = new List<Change>();
        var bytes = 0;
        lock (_lock)
        {
            while (batch.Count < MaxChanges && _waiting.First is { } first)
            {
                bytes += first.Value.Change is Change.Write write ? write.Value.Length : 0;
                if (batch.Count > 0 && (bytes > MaxBytes || first.Value.Change is Change.RemoveAll))
                    break;
                _waiting.RemoveFirst();
                _byKey.Remove(first.Value.Key);
                batch.Add(first.Value.Change);
                if (first.Value.Change is Change.RemoveAll)
                    break; // a key may be touched once in a transaction, also by a prefix
            }

            _isWriting = batch.Count > 0;
        }

        return batch;
    }

    private void MarkWritten(long revision)
    {
        lock (_lock)
        {
            _revision = revision;
            _isWriting = false;
            if (_waiting.Count > 0)
                return;
            _flushed.TrySetResult(revision);
            _flushed = NewFlush();
        }
    }

    private static TaskCompletionSource<long> NewFlush() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
