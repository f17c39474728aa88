using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>Who leads, under <see cref="ClusterKeys.Leader"/>, for as long as its lease lasts.</summary>
/// <param name="Node">The node.</param>
/// <param name="Instance">Its process, as in its <see cref="MemberRecord"/>.</param>
/// <param name="Since">When it began to lead.</param>
public sealed record LeaderRecord(NodeId Node, long Instance, DateTimeOffset Since);
