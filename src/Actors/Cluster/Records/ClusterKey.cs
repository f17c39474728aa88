using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>What a key of the coordination store is about. <see cref="ClusterKeys"/> makes and reads them.</summary>
public abstract record ClusterKey
{
    private ClusterKey()
    {
    }

    /// <summary>A node's <see cref="MemberRecord"/>; leased.</summary>
    public sealed record Member(NodeId Node) : ClusterKey;

    /// <summary>The <see cref="LeaderRecord"/>; leased. Its create revision is the leader's term.</summary>
    public sealed record Leader : ClusterKey;

    /// <summary>There once the leader of that term has published all models.</summary>
    public sealed record LeaderReady : ClusterKey;

    /// <summary>The domains of what is deployed, as JSON.</summary>
    public sealed record Domains : ClusterKey;

    /// <summary>A model's <see cref="ModelRecord"/>.</summary>
    public sealed record Model(ModelName Name) : ClusterKey;

    /// <summary>A <see cref="SpecRecord"/>, under its digest.</summary>
    public sealed record Spec(ModelName Name, string Digest) : ClusterKey;

    /// <summary>A replica's <see cref="PlacementRecord"/>.</summary>
    public sealed record Placement(ReplicaKey Replica) : ClusterKey;

    /// <summary>What a node says of a replica that it holds, a <see cref="ServableRecord"/>; leased.</summary>
    public sealed record Servable(NodeId Node, ReplicaKey Replica) : ClusterKey;
}
