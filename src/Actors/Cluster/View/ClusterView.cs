using System.Collections.Immutable;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.View;

/// <summary>All that the nodes of a cluster agree on, as of one revision of the lighthouse. Immutable.</summary>
/// <param name="Revision">The revision.</param>
public sealed record ClusterView(long Revision)
{
    /// <summary>Nothing was read yet.</summary>
    public static ClusterView Unknown { get; } = new(0);

    /// <summary>The nodes whose leases last.</summary>
    public ImmutableDictionary<NodeId, Member> Members { get; init; } = ImmutableDictionary<NodeId, Member>.Empty;

    /// <summary>Who leads; null: nobody does now.</summary>
    public Leader? Leader { get; init; }

    /// <summary>The term whose leader has published every model; 0 for none.</summary>
    public long ReadyTerm { get; init; }

    /// <summary>The domains of what is deployed, as JSON; empty before a leader said any.</summary>
    public ReadOnlyMemory<byte> Domains { get; init; }

    /// <summary>Where requests go, by model.</summary>
    public ImmutableDictionary<ModelName, ModelRecord> Models { get; init; } = ImmutableDictionary<ModelName, ModelRecord>.Empty;

    /// <summary>Settings and samples, by model and digest.</summary>
    public ImmutableDictionary<SpecKey, SpecRecord> Specs { get; init; } = ImmutableDictionary<SpecKey, SpecRecord>.Empty;

    /// <summary>Which node is to hold what, by model and the replica's number.</summary>
    public ImmutableDictionary<ModelName, ImmutableSortedDictionary<int, PlacementRecord>> Placements { get; init; } =
        ImmutableDictionary<ModelName, ImmutableSortedDictionary<int, PlacementRecord>>.Empty;

    /// <summary>What nodes hold, by model and the replica's number.</summary>
    public ImmutableDictionary<ModelName, ImmutableSortedDictionary<int, HeldServable>> Servables { get; init; } =
        ImmutableDictionary<ModelName, ImmutableSortedDictionary<int, HeldServable>>.Empty;

    /// <summary>True when the leader has published every model since it leads: what is not there is not wanted.</summary>
    public bool IsSettled => Leader is { } leader && leader.Term == ReadyTerm;

    /// <summary>The order for a replica; null for none.</summary>
    public PlacementRecord? Placement(ReplicaKey replica) =>
        Placements.TryGetValue(replica.Model, out var ofModel) ? ofModel.GetValueOrDefault(replica.Number) : null;

    /// <summary>What is said of a replica; null for nothing.</summary>
    public HeldServable? Servable(ReplicaKey replica) =>
        Servables.TryGetValue(replica.Model, out var ofModel) ? ofModel.GetValueOrDefault(replica.Number) : null;
}

/// <summary>A node whose lease lasts.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Record">What it says of itself.</param>
/// <param name="ModRevision">When it last said so.</param>
public sealed record Member(NodeId Node, MemberRecord Record, long ModRevision);

/// <summary>Who leads.</summary>
/// <param name="Record">The node.</param>
/// <param name="Term">The revision at which it began; fences everything that it writes.</param>
public sealed record Leader(LeaderRecord Record, long Term);

/// <summary>Names settings.</summary>
/// <param name="Model">Of which model.</param>
/// <param name="Digest">Of what they are.</param>
public readonly record struct SpecKey(ModelName Model, string Digest);

/// <summary>A replica on a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Record">What it says of it.</param>
public sealed record HeldServable(NodeId Node, ServableRecord Record);
