using ModelCluster.Contracts.Tensors;

namespace ModelCluster.TestKit.Tensors;

/// <summary>
/// What the whole process has rented and not given back: equal before and after means that nothing leaked. Of use only
/// where no other test runs at the same time.
/// </summary>
/// <param name="Leases">Tensors that were not disposed.</param>
/// <param name="Blocks">Blocks of memory behind them.</param>
public readonly record struct TensorsInUse(long Leases, long Blocks)
{
    public static TensorsInUse Now => new(TensorPool.Handles.InUse, TensorPool.BlocksInUse);
}
