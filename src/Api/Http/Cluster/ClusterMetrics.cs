using System.Text.Json;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Cluster;

/// <summary>The cluster as this node sees it.</summary>
internal sealed class ClusterMetrics(IClusterInspection cluster) : IMetricSource
{
    private static readonly (MemberState State, MetricLabels Labels)[] States =
        [.. Enum.GetValues<MemberState>().Select(state => (state, MetricLabels.Of("state", JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()))))];

    /// <inheritdoc/>
    public void Write(MetricWriter writer)
    {
        var status = cluster.Status;
        var members = writer.Gauge("modelcluster_cluster_members", "Members of the cluster that this node knows, by state.");
        foreach (var (state, labels) in States)
            members.Add(labels, status.Members.Count(member => member.State == state));
        writer.Gauge("modelcluster_cluster_is_leader", "1 for the node that leads, else 0.").Add(status.IsLeader ? 1 : 0);
        writer.Gauge("modelcluster_placements", "Placed replicas of the whole cluster that this node knows.").Add(status.Placements);
        writer.Counter("modelcluster_placement_moves_total", "Replicas that this node, while it led, moved from one node to another.").Add(status.PlacementMoves);
        writer.Gauge("modelcluster_lighthouse_reachable", "1 while the lighthouse answers or none is needed, else 0.").Add(status.Lighthouse.IsReachable ? 1 : 0);
        writer.Gauge("modelcluster_lighthouse_mirror_age_seconds", "Seconds since the lighthouse last said anything: what this node knows may be so old.")
            .Add(status.Lighthouse.MirrorAge.TotalSeconds);
    }
}
