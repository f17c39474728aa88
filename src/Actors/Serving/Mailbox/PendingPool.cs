using System.Collections.Concurrent;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>The reusable requests of one servable, at most <see cref="Kept"/> of them. Thread-safe.</summary>
internal sealed class PendingPool
{
    private const int Kept = 1024;

    private readonly ConcurrentQueue<PendingInference> _items = new();
    private readonly ModelSignature _signature;
    private readonly Action<PendingInference> _recycle;

    internal PendingPool(ModelSignature signature)
    {
        _signature = signature;
        _recycle = Put;
    }

    internal PendingInference Take()
    {
        if (!_items.TryDequeue(out var item))
            item = new PendingInference(_signature.Inputs.Count, _signature.Outputs.Count, _recycle);
        item.Start();
        return item;
    }

    private void Put(PendingInference item)
    {
        if (_items.Count < Kept)
            _items.Enqueue(item);
    }
}
