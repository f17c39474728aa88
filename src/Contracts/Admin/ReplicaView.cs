using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Contracts.Admin;

/// <summary>What there is to know of one replica of a version at one moment.</summary>
/// <param name="Number">Tells a model's replicas apart, also those of other versions and of the past; from 1.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Reason">Why it failed; empty when there is nothing to say.</param>
public sealed record ReplicaView(int Number, ServableState State, string Reason)
{
    /// <summary>Where it is; null: on the node that was asked, or on none yet.</summary>
    public NodeId? Node { get; init; }

    /// <summary>True if requests go to it.</summary>
    public bool TakesRequests { get; init; }
}
