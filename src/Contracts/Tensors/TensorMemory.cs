namespace ModelCluster.Contracts.Tensors;

/// <summary>
/// A pinned block of memory with a count of the tensors that look into it; the last one to go gives it back to its
/// pool. Pinned, so that a native runtime can be handed its address without a copy.
/// </summary>
internal sealed class TensorMemory
{
    private int _references;

    internal TensorMemory(int capacity) => Bytes = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);

    internal byte[] Bytes { get; }

    internal void Start() => Volatile.Write(ref _references, 1);

    internal void AddReference() => Interlocked.Increment(ref _references);

    internal void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        ObjectDisposedException.ThrowIf(left < 0, this);
        if (left == 0)
            TensorPool.Return(this);
    }
}
