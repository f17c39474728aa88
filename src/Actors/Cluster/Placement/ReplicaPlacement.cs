using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>A wanted replica, and where it is.</summary>
/// <param name="Key">Names it in the cluster.</param>
/// <param name="Version">Replicas of one version of a model are kept apart.</param>
/// <param name="MemoryBytes">What it takes once loaded; 0 where nobody knows yet.</param>
public sealed record ReplicaPlacement(ReplicaKey Key, ModelVersion Version, long MemoryBytes)
{
    /// <summary>
    /// Loaded when it is asked for and put to sleep when the node needs the room: it goes to the home that
    /// <see cref="RendezvousHash"/> gives its model, and takes nothing of the budget there, but must fit beside those that do.
    /// </summary>
    public bool IsLazy { get; init; }

    /// <summary>The node that it is on, or is on its way to; null if it is on none.</summary>
    public NodeId? Node { get; init; }

    /// <summary>During a hand-off, the node that still serves it and drops it once it is up on <see cref="Node"/>.</summary>
    public NodeId? HandedOverFrom { get; init; }
}
