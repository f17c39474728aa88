using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Hosting;

/// <summary>A replica that this node was ordered to hold, from the order until it has ended. Owned by the host's turn.</summary>
internal sealed class Holding(ReplicaKey key, PlacementRecord order)
{
    internal ReplicaKey Key => key;

    /// <summary>The newest order.</summary>
    internal PlacementRecord Order { get; set; } = order;

    internal ActorRef<IServableMessage>? Actor { get; set; }

    internal IReplica? Servable { get; set; }

    internal ServableState State { get; set; } = ServableState.Loading;

    internal string Reason { get; set; } = "";

    internal bool CanRetry { get; set; }

    internal bool IsEmpty { get; set; }

    /// <summary>True for a lazy model, which may be put to sleep.</summary>
    internal bool IsLazy { get; set; }

    /// <summary>True once the leader was asked to let it sleep.</summary>
    internal bool IsToSleep { get; set; }

    /// <summary>What it takes, or is expected to take until it is loaded.</summary>
    internal long MemoryBytes => LoadedBytes > 0 ? LoadedBytes : Order.Artefact.Bytes;

    /// <summary>What it was found to take; 0 before it was loaded.</summary>
    internal long LoadedBytes { get; set; }

    internal bool IsRetiring { get; private set; }

    /// <summary>Stops what is under way for it; null while nothing is.</summary>
    internal Action? StopFetching { get; set; }

    internal void Retire()
    {
        IsRetiring = true;
        StopFetching?.Invoke();
    }

    /// <summary>What is said of it.</summary>
    internal ServableRecord ToRecord() => new(
        Order.Version,
        Order.Number,
        Order.Generation,
        State,
        Reason,
        CanRetry,
        IsEmpty,
        Order.SpecDigest,
        Order.Artefact,
        Servable?.Platform ?? "",
        Servable?.Device ?? "",
        Servable?.Model.MaxBatchSize ?? 0,
        LoadedBytes,
        Servable?.Model.Signature,
        Servable?.Statistics?.LoadDuration);
}
