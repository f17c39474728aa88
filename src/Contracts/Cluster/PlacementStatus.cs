using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Contracts.Cluster;

/// <summary>One placed replica of a version.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="Number">Its incarnation, as in <see cref="ReplicaKey"/>.</param>
/// <param name="Node">Where it is; null: no node was found for it yet.</param>
/// <param name="State">Where it is in its life, as its node last said.</param>
/// <param name="Reason">Why it failed or waits; empty when there is nothing to say.</param>
public sealed record PlacementStatus(ModelName Model, ModelVersion Version, int Number, NodeId? Node, ServableState State, string Reason)
{
    /// <summary>Bytes that it takes, as its node said, or as was expected before that; 0: not known.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>What ties it to its node or keeps it from being evicted, such as <c>pinned by ops</c>; null: nothing does.</summary>
    public string? PinnedBy { get; init; }

    /// <summary>The epoch of the model's published routes; grows with every change of them.</summary>
    public long Epoch { get; init; }
}
