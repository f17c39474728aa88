using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Actors.Cluster;

/// <summary>What the cluster says to operators.</summary>
/// <param name="logger">Where to.</param>
public sealed partial class ClusterLog(ILogger<ClusterLog> logger)
{
    [LoggerMessage(EventIds.ClusterUnreadableRecord, LogLevel.Warning, "the lighthouse holds something that is passed over: {Problem}")]
    internal partial void UnreadableRecord(string problem);

    [LoggerMessage(EventIds.ClusterReadAnew, LogLevel.Information, "the lighthouse no longer tells what happened meanwhile: everything is read again")]
    internal partial void ReadAnew();

    [LoggerMessage(EventIds.ClusterLighthouseAway, LogLevel.Warning, "{Problem}; this node serves on with what it knows")]
    internal partial void LighthouseAway(string problem);

    [LoggerMessage(EventIds.ClusterNotWritten, LogLevel.Warning, "{Count} changes wait for the lighthouse: {Problem}")]
    internal partial void NotWritten(int count, string problem);

    [LoggerMessage(EventIds.ClusterJoined, LogLevel.Information, "node {Node} is a member of the cluster")]
    internal partial void Joined(NodeId node);

    [LoggerMessage(EventIds.ClusterLeaseLost, LogLevel.Warning, "node {Node} could not renew its lease; it serves on, and joins again when the lighthouse answers")]
    internal partial void LeaseLost(NodeId node);

    [LoggerMessage(EventIds.ClusterLeads, LogLevel.Information, "node {Node} leads the cluster (term {Term})")]
    internal partial void Leads(NodeId node, long term);

    [LoggerMessage(EventIds.ClusterSettled, LogLevel.Information, "term {Term}: all {Count} models are published")]
    internal partial void Settled(long term, int count);

    [LoggerMessage(EventIds.ClusterLeadsNoMore, LogLevel.Information, "node {Node} leads no more (term {Term})")]
    internal partial void LeadsNoMore(NodeId node, long term);

    [LoggerMessage(EventIds.ClusterLeadsNoMoreBecause, LogLevel.Error, "node {Node} cannot lead on: {Reason}")]
    internal partial void LeadsNoMoreBecause(NodeId node, string reason);

    [LoggerMessage(EventIds.ClusterMembers, LogLevel.Information, "members: {Members}")]
    internal partial void Members(string members);

    [LoggerMessage(EventIds.ClusterDead, LogLevel.Warning, "node {Node} is dead: its machine refuses connections; it is taken out of the cluster")]
    internal partial void Dead(NodeId node);

    [LoggerMessage(EventIds.ClusterPlaced, LogLevel.Debug, "{Replica} is placed on {Node}")]
    internal partial void Placed(ReplicaKey replica, NodeId node);

    [LoggerMessage(EventIds.ClusterMoves, LogLevel.Information, "{Replica} moves away from {Node}: {Why}")]
    internal partial void Moves(ReplicaKey replica, NodeId node, string why);

    [LoggerMessage(EventIds.ClusterNotLoaded, LogLevel.Error, "{Replica} cannot be loaded on this node: {Reason}")]
    internal partial void NotLoaded(ReplicaKey replica, string reason);

    [LoggerMessage(EventIds.ClusterHolds, LogLevel.Debug, "{Replica} on this node is {State}")]
    internal partial void Holds(ReplicaKey replica, Contracts.Models.ServableState state);

    [LoggerMessage(EventIds.ClusterEvicts, LogLevel.Information, "{Model} is put to sleep: {Why}")]
    internal partial void Evicts(Contracts.Ids.ModelName model, string why);

    [LoggerMessage(EventIds.ClusterNameTaken, LogLevel.Error, "another process that lives bears the name {Node}; this one does not join until that is gone. Give each node a name of its own (Cluster:Node)")]
    internal partial void NameTaken(NodeId node);

    [LoggerMessage(EventIds.ClusterLeaving, LogLevel.Information, "node {Node} leaves the cluster: {Count} replicas are being replaced elsewhere")]
    internal partial void Leaving(NodeId node, int count);
}
