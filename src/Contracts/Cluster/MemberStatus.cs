using System.Text.Json.Serialization;

namespace ModelCluster.Contracts.Cluster;

/// <summary>One member of the cluster.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Instance">Another number for each process that bore the name.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Roles">What it is for.</param>
/// <param name="Link">How the link to it is, seen from the node that says so.</param>
public sealed record MemberStatus(NodeId Node, long Instance, MemberState State, NodeRoles Roles, LinkCondition Link)
{
    /// <summary>True while an operator keeps servables off it.</summary>
    [JsonPropertyName("drained")]
    public bool IsDrained { get; init; }

    /// <summary>Where clients reach it, such as <c>http://10.0.0.7:8000</c>; null: it takes none.</summary>
    public Uri? HttpAddress { get; init; }

    /// <summary>Where its deployments API is; null: it has none.</summary>
    public Uri? DeploymentsAddress { get; init; }

    /// <summary>Where other nodes reach it; null for a node without a lighthouse.</summary>
    public Uri? LinkAddress { get; init; }

    /// <summary>The version of ModelCluster that it runs.</summary>
    public string Version { get; init; } = "";

    /// <summary>When its process started, by its own clock; UTC.</summary>
    public DateTimeOffset UpSince { get; init; }

    /// <summary>Processor cores that it may use; 0: not known.</summary>
    public int Cores { get; init; }

    /// <summary>Bytes that its loaded models may take together; 0: not known.</summary>
    public long MemoryBudgetBytes { get; init; }

    /// <summary>Bytes that its loaded models take, as last told.</summary>
    public long MemoryUsedBytes { get; init; }

    /// <summary>Replicas that it holds, in any state.</summary>
    public int Replicas { get; init; }
}

/// <summary>How the link from one node to another is.</summary>
public enum LinkCondition
{
    /// <summary>The node itself: there is no link.</summary>
    Self,

    /// <summary>Being opened; nothing is known yet.</summary>
    Connecting,

    /// <summary>Open, and pings are answered.</summary>
    Ready,

    /// <summary>Nothing answers.</summary>
    Silent,

    /// <summary>Nothing listens there: the process is dead.</summary>
    Refused,
}
