using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Cluster;

/// <summary>Names one replica of one version in the cluster: the number is never used again within the model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Number">Its incarnation, from 1.</param>
public readonly record struct ReplicaKey(ModelName Model, int Number)
{
    /// <summary>As logs print it: <c>iris#7</c>.</summary>
    public override string ToString() => $"{Model}#{Number}";
}
