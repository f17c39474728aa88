namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>How replicas are to be placed.</summary>
/// <param name="Replicas">All of them as they are to be, in no certain order.</param>
/// <param name="Changes">What that changes.</param>
public sealed record PlacementPlan(IReadOnlyCollection<ReplicaPlacement> Replicas, IReadOnlyList<PlacementChange> Changes);
