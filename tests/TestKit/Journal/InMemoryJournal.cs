using ModelCluster.Actors.Journal;

namespace ModelCluster.TestKit.Journal;

/// <summary>A journal that lasts as long as the object. It passes the same tests as the real ones.</summary>
public sealed class InMemoryJournal : IJournal
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Stream> _streams = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, EventRecord> _records = [];
    private long _ordinal;

    public Task AppendAsync(Append append) => Locked(() =>
    {
        var stream = _streams.GetValueOrDefault(append.PersistenceId);
        if (append.FirstSequenceNr != (stream?.Highest ?? 0) + 1)
            throw new SequenceConflictException(append.PersistenceId, append.FirstSequenceNr, stream?.Highest ?? 0);
        if (stream is null) _streams.Add(append.PersistenceId, stream = new Stream());
        foreach (var encoded in append.Events)
        {
            var record = new EventRecord(++_ordinal, append.PersistenceId, ++stream.Highest, append.Time, encoded, append.Cause, append.Writer);
            _records.Add(record.Ordinal, record);
        }

        return true;
    });

    public Task<JournalHead> ReadHeadAsync(string persistenceId, CancellationToken cancellation = default)
    {
        JournalLimits.CheckId(persistenceId);
        return Locked(() => _streams.TryGetValue(persistenceId, out var stream)
            ? new JournalHead(stream.Highest, stream.ClearedTo, stream.Snapshot)
            : new JournalHead(0, 0, Snapshot: null));
    }

    public Task<IReadOnlyList<EventRecord>> ReadAsync(string persistenceId, long fromSequenceNr, int limit, CancellationToken cancellation = default) =>
        Page(limit, record => record.PersistenceId == persistenceId && record.SequenceNr >= fromSequenceNr);

    public Task<IReadOnlyList<EventRecord>> ReadAllAsync(long afterOrdinal, int limit, CancellationToken cancellation = default) =>
        Page(limit, record => record.Ordinal > afterOrdinal);

    public Task<long> ReadLastOrdinalAsync(CancellationToken cancellation = default) => Locked(() => _records.Count == 0 ? 0 : _records.Keys.Max());

    public Task SaveSnapshotAsync(SnapshotRecord snapshot, CancellationToken cancellation = default) => Locked(() =>
    {
        if (!_streams.TryGetValue(snapshot.PersistenceId, out var stream)) _streams.Add(snapshot.PersistenceId, stream = new Stream());
        if ((stream.Snapshot?.SequenceNr ?? 0) <= snapshot.SequenceNr) stream.Snapshot = snapshot;
        return true;
    });

    public Task ClearAsync(string persistenceId, long toSequenceNr, CancellationToken cancellation = default) => Locked(() =>
    {
        var stream = _streams.GetValueOrDefault(persistenceId);
        if (stream?.Snapshot is not { } snapshot || snapshot.SequenceNr < toSequenceNr)
            throw new InvalidOperationException($"No snapshot of '{persistenceId}' stands for its events up to {toSequenceNr}.");
        Remove(persistenceId, toSequenceNr);
        stream.ClearedTo = Math.Max(stream.ClearedTo, toSequenceNr);
        return true;
    });

    public Task ForgetAsync(string persistenceId, CancellationToken cancellation = default) => Locked(() =>
    {
        if (!_streams.TryGetValue(persistenceId, out var stream)) return true;
        Remove(persistenceId, long.MaxValue);
        (stream.Snapshot, stream.ClearedTo) = (null, stream.Highest);
        return true;
    });

    public Task<IReadOnlyList<string>> ReadIdsAsync(string after, int limit, CancellationToken cancellation = default) => Locked<IReadOnlyList<string>>(() =>
        [.. _streams.Where(pair => string.CompareOrdinal(pair.Key, after) > 0 && pair.Value.HasContent).Select(pair => pair.Key).Take(limit)]);

    /// <summary>Replaces a stored event by a damaged one; null takes it away.</summary>
    public void Damage(string persistenceId, long sequenceNr, EncodedEvent? replacement)
    {
        lock (_lock)
        {
            var record = _records.Values.Single(record => record.PersistenceId == persistenceId && record.SequenceNr == sequenceNr);
            if (replacement is { } encoded) _records[record.Ordinal] = record with { Event = encoded };
            else _records.Remove(record.Ordinal);
        }
    }

    private void Remove(string persistenceId, long to)
    {
        foreach (var ordinal in _records.Values.Where(record => record.PersistenceId == persistenceId && record.SequenceNr <= to).Select(record => record.Ordinal).ToList())
            _records.Remove(ordinal);
    }

    private Task<IReadOnlyList<EventRecord>> Page(int limit, Func<EventRecord, bool> isWanted)
    {
        JournalLimits.CheckPage(limit);
        return Locked<IReadOnlyList<EventRecord>>(() => [.. _records.Values.Where(isWanted).Take(limit)]);
    }

    private Task<T> Locked<T>(Func<T> action)
    {
        try
        {
            lock (_lock) return Task.FromResult(action());
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    private sealed class Stream
    {
        public long Highest { get; set; }

        public long ClearedTo { get; set; }

        public SnapshotRecord? Snapshot { get; set; }

        public bool HasContent => Highest > ClearedTo || Snapshot is not null;
    }
}
