using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.View;

/// <summary>What is different between two views.</summary>
/// <param name="IsWhole">True: anything may be different, as after everything was read anew; the sets are not filled then.</param>
public sealed record ClusterChanges(bool IsWhole)
{
    /// <summary>Everything may be different.</summary>
    public static ClusterChanges Whole { get; } = new(true);

    /// <summary>True if members came, went or changed, or another leads.</summary>
    public bool Members { get; set; } = IsWhole;

    /// <summary>True if the domains of what is deployed changed.</summary>
    public bool Domains { get; set; } = IsWhole;

    /// <summary>Models with other routes.</summary>
    public HashSet<ModelName> Models { get; } = [];

    /// <summary>Replicas that are ordered otherwise.</summary>
    public HashSet<ReplicaKey> Placements { get; } = [];

    /// <summary>Replicas of which something else is said.</summary>
    public HashSet<ReplicaKey> Servables { get; } = [];
}
