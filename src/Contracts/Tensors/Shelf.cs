namespace ModelCluster.Contracts.Tensors;

/// <summary>A bounded stack of reusable objects. Thread-safe; a short spin lock, since push and pop are a few instructions.</summary>
internal sealed class Shelf<T>(int capacity)
    where T : class
{
    private readonly T?[] _items = new T?[capacity];
    private SpinLock _lock = new(enableThreadOwnerTracking: false);
    private int _count;
    private long _inUse;

    /// <summary>How many were taken, or made because none was there to take, and not put back.</summary>
    internal long InUse => Volatile.Read(ref _inUse);

    internal T? TryTake()
    {
        var taken = false;
        _lock.Enter(ref taken);
        T? item = null;
        _inUse++;
        if (_count > 0)
        {
            item = _items[--_count];
            _items[_count] = null;
        }

        _lock.Exit(useMemoryBarrier: false);
        return item;
    }

    internal void Put(T item)
    {
        var taken = false;
        _lock.Enter(ref taken);
        _inUse--;
        if (_count < _items.Length)
            _items[_count++] = item;
        _lock.Exit(useMemoryBarrier: false);
    }
}
