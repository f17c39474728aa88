using System.Text.Json.Serialization;

namespace ModelCluster.Contracts.Cluster;

/// <summary>The cluster as one node sees it at one moment.</summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="Node">The node that says so.</param>
/// <param name="Leader">Who leads; null: nobody does now.</param>
/// <param name="Lighthouse">The lighthouse and this node's mirror of it.</param>
/// <param name="Journal">The journal, as this node last found it.</param>
/// <param name="Members">By name, this node included.</param>
public sealed record ClusterStatus(
    string Name, NodeId Node, LeaderStatus? Leader, LighthouseStatus Lighthouse, JournalStatus Journal, IReadOnlyList<MemberStatus> Members)
{
    /// <summary>True for the node that leads.</summary>
    [JsonPropertyName("leading")]
    public bool IsLeader => Leader?.Node == Node;

    /// <summary>How many replicas are placed.</summary>
    public int Placements { get; init; }

    /// <summary>Replicas that this node, while it led, moved from one node to another since it started.</summary>
    public long PlacementMoves { get; init; }
}

/// <summary>Who leads.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Term">Grows with every new leader; 0 on a node without a lighthouse.</param>
/// <param name="Since">When its term began, as far as this node knows; UTC.</param>
public sealed record LeaderStatus(NodeId Node, long Term, DateTimeOffset Since);

/// <summary>How a node stands with the lighthouse.</summary>
/// <param name="IsConfigured">False: the node is alone and needs none.</param>
/// <param name="IsReachable">True while the lighthouse answers; always for a node that needs none.</param>
/// <param name="MirrorAge">How long ago the lighthouse last said anything: what is shown may be so old. Zero for a node that needs none.</param>
/// <param name="Revision">The lighthouse's revision that the mirror has seen.</param>
/// <param name="Problem">Why it is not reachable; empty when it is.</param>
public sealed record LighthouseStatus(
    [property: JsonPropertyName("configured")] bool IsConfigured,
    [property: JsonPropertyName("reachable")] bool IsReachable,
    [property: JsonPropertyName("mirror_age_ms")] TimeSpan MirrorAge,
    long Revision,
    string Problem)
{
    /// <summary>A node that needs none.</summary>
    public static LighthouseStatus None { get; } = new(IsConfigured: false, IsReachable: true, TimeSpan.Zero, Revision: 0, "");
}

/// <summary>How a node stands with the journal.</summary>
/// <param name="IsReachable">Whether it did what it was last asked; false: changes wait or are refused, inference goes on.</param>
/// <param name="Problem">Why it is not reachable; empty when it is.</param>
public sealed record JournalStatus([property: JsonPropertyName("reachable")] bool IsReachable, string Problem)
{
    /// <summary>All is well.</summary>
    public static JournalStatus Good { get; } = new(IsReachable: true, "");
}
