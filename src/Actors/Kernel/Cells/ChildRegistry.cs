namespace ModelCluster.Actors.Kernel.Cells;

/// <summary>The children of one cell. Changed by the parent's turn (the guardian's also by spawning threads); read by any thread.</summary>
internal sealed class ChildRegistry(ActorPath parent)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ActorCell> _children = new(StringComparer.Ordinal);
    private readonly HashSet<ActorCell> _stopping = [];
    private long _unnamed;
    private bool _closed;

    public bool IsEmpty
    {
        get
        {
            lock (_lock) return _children.Count == 0;
        }
    }

    public bool AnyStopping
    {
        get
        {
            lock (_lock) return _stopping.Count > 0;
        }
    }

    /// <summary>Makes a child under a free name; null takes the next of the kernel's own.</summary>
    public TCell Add<TCell>(string? name, Func<ActorPath, TCell> create)
        where TCell : ActorCell
    {
        if (name is ['$', ..]) throw new ArgumentException($"'{name}' is no actor name: names with '$' are given by the kernel.", nameof(name));
        lock (_lock)
        {
            if (_closed) throw new InvalidOperationException($"Actor {parent} is stopping and cannot spawn '{name}'.");
            var path = parent.Child(name ?? $"${++_unnamed}");
            if (_children.TryGetValue(path.Name, out var taken))
                throw new InvalidOperationException(
                    $"Actor {path} exists already ({taken.State}): choose another name, or wait until it has terminated.");
            var child = create(path);
            _children.Add(path.Name, child);
            return child;
        }
    }

    public void Remove(ActorCell child)
    {
        lock (_lock)
        {
            _children.Remove(child.Path.Name);
            _stopping.Remove(child);
        }
    }

    /// <summary>Notes that a child was told to stop; false if it is none, or was told before.</summary>
    public bool TryMarkStopping(ActorCell child)
    {
        lock (_lock)
            return _children.TryGetValue(child.Path.Name, out var known) && ReferenceEquals(known, child) && _stopping.Add(child);
    }

    public bool IsStopping(ActorCell child)
    {
        lock (_lock) return _stopping.Contains(child);
    }

    /// <summary>No further child from now on.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
    }

    public ActorCell? Find(string name)
    {
        lock (_lock) return _children.GetValueOrDefault(name);
    }

    public ActorCell[] Snapshot()
    {
        lock (_lock) return [.. _children.Values];
    }
}
