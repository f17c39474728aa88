namespace ModelCluster.Actors.Serving.Caching;

/// <summary>Answers of all servables of a node, up to so many bytes; the one not asked for the longest goes first. Thread-safe.</summary>
/// <param name="maxBytes">Bytes of the outputs kept, with what keeping them costs. 0 keeps none.</param>
public sealed class ReplyStore(long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _newestFirst = [];
    private long _bytes;
    private long _evictions;
    private long _lastServable;

    /// <summary>Bytes kept now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Answers that had to make room for newer ones.</summary>
    public long Evictions => Interlocked.Read(ref _evictions);

    /// <summary>Answers kept now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>A number for a servable, which no other gets.</summary>
    internal long NextServable() => Interlocked.Increment(ref _lastServable);

    internal KeptReply? Find(in CacheKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return null;
            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            return node.Value.Reply;
        }
    }

    /// <summary>Keeps an answer, unless it is larger than all that may be kept, or kept already.</summary>
    internal void Keep(in CacheKey key, KeptReply reply)
    {
        if (reply.Bytes > maxBytes)
            return;
        lock (_lock)
        {
            if (_entries.ContainsKey(key))
                return;
            _entries.Add(key, _newestFirst.AddFirst(new Entry(key, reply)));
            _bytes += reply.Bytes;
            while (_bytes > maxBytes)
            {
                Remove(_newestFirst.Last!);
                _evictions++;
            }
        }
    }

    /// <summary>Drops all answers of a servable that is gone.</summary>
    internal void Forget(long servable)
    {
        lock (_lock)
        {
            for (var node = _newestFirst.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Key.Servable == servable)
                    Remove(node);
                node = next;
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _newestFirst.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Reply.Bytes;
    }

    private readonly record struct Entry(CacheKey Key, KeptReply Reply);
}
