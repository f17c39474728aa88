namespace ModelCluster.Actors.Kernel.Cells;

/// <summary>System messages of one cell: any thread adds, the owner takes all at once, in the order added.</summary>
internal struct SystemQueue
{
    private static readonly SystemMessage Closed = new SystemMessage.Stop();
    private SystemMessage? _newest;

    public readonly bool IsEmpty => Volatile.Read(in _newest) is not { } newest || ReferenceEquals(newest, Closed);

    /// <summary>False once closed.</summary>
    public bool TryAdd(SystemMessage message)
    {
        while (true)
        {
            var newest = Volatile.Read(ref _newest);
            if (ReferenceEquals(newest, Closed)) return false;
            message.Next = newest;
            if (ReferenceEquals(Interlocked.CompareExchange(ref _newest, message, newest), newest)) return true;
        }
    }

    /// <summary>The oldest message, linked to the next; null when empty.</summary>
    public SystemMessage? TakeAll() => OldestFirst(Interlocked.Exchange(ref _newest, null));

    /// <summary>Takes what is left and refuses all that follows. Once.</summary>
    public SystemMessage? Close() => OldestFirst(Interlocked.Exchange(ref _newest, Closed));

    private static SystemMessage? OldestFirst(SystemMessage? newest)
    {
        SystemMessage? oldest = null;
        while (newest is not null)
        {
            var next = newest.Next;
            newest.Next = oldest;
            (oldest, newest) = (newest, next);
        }

        return oldest;
    }
}
