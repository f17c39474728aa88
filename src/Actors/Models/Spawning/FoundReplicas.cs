using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.Spawning;

/// <summary>What a supervisor finds when it begins.</summary>
/// <param name="Replicas">Those that are there.</param>
/// <param name="LastNumber">The highest number ever given to an incarnation of the model; 0 for none.</param>
public sealed record FoundReplicas(IReadOnlyList<FoundReplica> Replicas, int LastNumber)
{
    /// <summary>Nothing.</summary>
    public static FoundReplicas None { get; } = new([], 0);
}

/// <summary>A replica that is there already.</summary>
/// <param name="Number">Its incarnation.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Artefact">The file it was loaded from, as this node's repository names it where that holds the same file.</param>
/// <param name="Wanted">The settings and samples it was loaded with.</param>
/// <param name="State">Where it is.</param>
/// <param name="Reason">Why; empty when there is nothing to say.</param>
/// <param name="Replica">From available to draining, else null.</param>
public sealed record FoundReplica(
    int Number, int Generation, Artefact Artefact, AspiredModel Wanted, ServableState State, string Reason, IReplica? Replica)
{
    /// <summary>Where it is; null: on no node yet.</summary>
    public NodeId? Node { get; init; }

    /// <summary>True if requests went to it when it was last heard of: if it is lost, they wait for what takes its place.</summary>
    public bool WasServing { get; init; }
}
