using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>What is to be done about one replica.</summary>
/// <param name="Key">Which.</param>
/// <param name="From">
/// The node that still has it and keeps it until it is up on <paramref name="To"/>; null if there is none: it is new, or its node
/// is gone.
/// </param>
/// <param name="To">Where it is to be; null if it can be placed nowhere for now.</param>
/// <param name="Reason">Why nowhere, for an operator; null where it is placed.</param>
public sealed record PlacementChange(ReplicaKey Key, NodeId? From, NodeId? To, string? Reason = null);
