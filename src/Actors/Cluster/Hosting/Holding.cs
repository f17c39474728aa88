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
        Servable?.Statistics?.MemoryBytes ?? 0,
        Servable?.Model.Signature,
        Servable?.Statistics?.LoadDuration);
}
