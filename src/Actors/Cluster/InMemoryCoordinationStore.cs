using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ModelCluster.Contracts.Coordination;

namespace ModelCluster.Actors.Cluster;

/// <summary>
/// A coordination store for one process: a single node runs the same code as a hundred. Nothing outlives the process, so its
/// leases end only when they are disposed of, or in tests by <see cref="ExpireAsync"/>. Thread-safe.
/// </summary>
/// <param name="changesKept">Revisions that a late watcher can still be told of.</param>
public sealed class InMemoryCoordinationStore(int changesKept = 10_000) : ICoordinationStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, CoordinationEntry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<CoordinationChanges> _changes = new();
    private readonly List<Watcher> _watchers = [];
    private readonly Dictionary<long, InMemoryLease> _leases = [];
    private long _revision = 1;
    private long _lastLease;

    /// <inheritdoc/>
    public Task<CoordinationView> ReadAsync(string prefix, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var found = _entries.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            return Task.FromResult(new CoordinationView(_revision, found));
        }
    }

    /// <inheritdoc/>
    public Task<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            if (!transaction.Conditions.All(Holds))
                return Task.FromResult(new TransactionResult(false, _revision));
            foreach (var write in transaction.Changes.OfType<Change.Write>())
            {
                if (write.LeaseId != 0 && !_leases.ContainsKey(write.LeaseId))
                    return Task.FromException<TransactionResult>(new CoordinationException($"'{write.Key}' cannot be written: its lease has ended"));
            }

            Do(transaction.Changes);
            return Task.FromResult(new TransactionResult(true, _revision));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CoordinationChanges> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var watcher = Watch(prefix, afterRevision);
        try
        {
            await foreach (var changes in watcher.Changes.Reader.ReadAllAsync(cancellation))
                yield return changes;
        }
        finally
        {
            lock (_lock) _watchers.Remove(watcher);
        }
    }

    /// <inheritdoc/>
    public Task<ICoordinationLease> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var lease = new InMemoryLease(++_lastLease, this);
            _leases[lease.Id] = lease;
            return Task.FromResult<ICoordinationLease>(lease);
        }
    }

    /// <summary>Ends a lease as if its owner had died.</summary>
    public ValueTask ExpireAsync(ICoordinationLease lease)
    {
        InMemoryLease? ended;
        lock (_lock)
        {
            if (!_leases.Remove(lease.Id, out ended))
                return ValueTask.CompletedTask;
            Do([.. _entries.Values.Where(entry => entry.LeaseId == lease.Id).Select(entry => new Change.Remove(entry.Key))]);
        }

        return ended.EndAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
                watcher.Changes.Writer.TryComplete();
        }

        return ValueTask.CompletedTask;
    }

    private bool Holds(Condition condition) => condition switch
    {
        Condition.Absent absent => !_entries.ContainsKey(absent.Key),
        Condition.Unchanged unchanged => _entries.GetValueOrDefault(unchanged.Key)?.ModRevision == unchanged.ModRevision,
        Condition.SameSince same => _entries.GetValueOrDefault(same.Key)?.CreateRevision == same.CreateRevision,
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private void Do(IReadOnlyList<Change> wanted)
    {
        var revision = _revision + 1;
        var written = new List<CoordinationEntry>();
        var deleted = new List<string>();
        foreach (var change in wanted)
        {
            switch (change)
            {
                case Change.Write write:
                    var created = _entries.GetValueOrDefault(write.Key)?.CreateRevision ?? revision;
                    written.Add(_entries[write.Key] = new CoordinationEntry(write.Key, write.Value.ToArray(), created, revision, write.LeaseId));
                    break;
                case Change.Remove remove when _entries.Remove(remove.Key):
                    deleted.Add(remove.Key);
                    break;
                case Change.RemoveAll all:
                    deleted.AddRange(_entries.Keys.Where(key => key.StartsWith(all.Prefix, StringComparison.Ordinal)).ToList().Where(_entries.Remove));
                    break;
            }
        }

        if (written.Count + deleted.Count > 0)
            Tell(new CoordinationChanges(_revision = revision, written, deleted));
    }

    private void Tell(CoordinationChanges changes)
    {
        _changes.Enqueue(changes);
        while (_changes.Count > changesKept)
            _changes.Dequeue();
        foreach (var watcher in _watchers)
            watcher.Tell(changes);
    }

    private Watcher Watch(string prefix, long afterRevision)
    {
        lock (_lock)
        {
            var oldest = _changes.TryPeek(out var first) ? first.Revision : _revision + 1;
            if (afterRevision + 1 < oldest)
                throw new CompactedException(oldest);
            var watcher = new Watcher(prefix);
            foreach (var changes in _changes.Where(changes => changes.Revision > afterRevision))
                watcher.Tell(changes);
            _watchers.Add(watcher);
            return watcher;
        }
    }

    private sealed class Watcher(string prefix)
    {
        internal Channel<CoordinationChanges> Changes { get; } = Channel.CreateUnbounded<CoordinationChanges>();

        internal void Tell(CoordinationChanges changes)
        {
            var written = changes.Written.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            var deleted = changes.Deleted.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            if (written.Count + deleted.Count > 0)
                Changes.Writer.TryWrite(changes with { Written = written, Deleted = deleted });
        }
    }

    private sealed class InMemoryLease(long id, InMemoryCoordinationStore store) : ICoordinationLease
    {
        private readonly CancellationTokenSource _ended = new();

        public long Id => id;

        public CancellationToken Ended => _ended.Token;

        public ValueTask DisposeAsync() => store.ExpireAsync(this);

        internal ValueTask EndAsync() => new(_ended.CancelAsync());
    }
}
