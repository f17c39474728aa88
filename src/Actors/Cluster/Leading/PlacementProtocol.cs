using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>What the placement actor understands.</summary>
internal interface IPlacementMessage;

/// <summary>The messages of the placement actor.</summary>
internal static class PlacementProtocol
{
    /// <summary>A replica is wanted, or was found where it says: its actor is told a node, or why there is none.</summary>
    internal sealed record Want(ReplicaPlacement Replica, ActorRef<IServableMessage> Placed) : IPlacementMessage;

    /// <summary>A replica has gone, or is not wanted any more.</summary>
    internal sealed record Forget(ReplicaKey Replica) : IPlacementMessage;

    /// <summary>A replica was loaded, and takes so much.</summary>
    internal sealed record Weigh(ReplicaKey Replica, long MemoryBytes) : IPlacementMessage;

    /// <summary>A replica cannot be loaded where it is: its actor is told whether to try elsewhere.</summary>
    internal sealed record CannotLoad(ReplicaKey Replica, string Reason) : IPlacementMessage;

    /// <summary>Another view counts.</summary>
    internal sealed record ViewChanged(ClusterView View, ClusterChanges Changes) : IPlacementMessage;

    /// <summary>The link to a node is in another condition.</summary>
    internal sealed record LinkChanged(NodeId Node) : IPlacementMessage;

    /// <summary>The links have had time to open.</summary>
    internal sealed record LinksTried : IPlacementMessage;

    /// <summary>A node has joined, or replicas have moved, and some more may have to.</summary>
    internal sealed record EvenOutSoon : IPlacementMessage;

    /// <summary>Even out what the nodes hold; answered with the number of replicas that move.</summary>
    internal sealed record Rebalance(ReplyTo<int> ReplyTo) : IPlacementMessage;
}
