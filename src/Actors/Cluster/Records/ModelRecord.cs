using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>
/// What every node is to know of a model to route its requests and to answer questions about it, as the leader published it
/// under <see cref="ClusterKeys.Model"/>.
/// </summary>
/// <param name="Epoch">Grows with every publication of this model.</param>
/// <param name="Problem">Why its configuration or folder is bad; null when it is good.</param>
/// <param name="IsRequired">Whether readiness waits for it.</param>
/// <param name="IsWithdrawn">True: it is to be answered for as if it were not there.</param>
/// <param name="IsDormant">True: it is lazy and asleep; a request wakes it.</param>
/// <param name="Labels">Versions by label.</param>
/// <param name="Traffic">How requests that name no version are shared out.</param>
/// <param name="Versions">Newest first.</param>
public sealed record ModelRecord(
    long Epoch,
    string? Problem,
    bool IsRequired,
    bool IsWithdrawn,
    bool IsDormant,
    IReadOnlyDictionary<string, ModelVersion> Labels,
    TrafficPlan Traffic,
    IReadOnlyList<VersionRecord> Versions)
{
    /// <summary>The highest number that a replica of the model was ever given: numbers are not used again.</summary>
    public int LastNumber { get; init; }
}

/// <summary>One version of a <see cref="ModelRecord"/>.</summary>
/// <param name="Version">Which.</param>
/// <param name="State">That of its best replica.</param>
/// <param name="Reason">Why it failed, or what it is doing; empty when there is nothing to say.</param>
/// <param name="Hold">What an operator decided about it; null: the version policy decides.</param>
/// <param name="DesiredReplicas">How many there should be.</param>
/// <param name="Signature">Its inputs and outputs by client name; null before it was loaded.</param>
/// <param name="Platform">The runtime; empty before it was loaded.</param>
/// <param name="Device">The device it runs on; empty before it was loaded.</param>
/// <param name="MaxBatchSize">Rows of its largest batch; 0 when it has no batch dimension.</param>
/// <param name="SpecDigest">Names the <see cref="SpecRecord"/> that it is served with.</param>
/// <param name="Artefact">The file; null where there is none any more.</param>
/// <param name="Replicas">Each that there is.</param>
public sealed record VersionRecord(
    ModelVersion Version,
    ServableState State,
    string Reason,
    OperatorHold? Hold,
    int DesiredReplicas,
    ModelSignature? Signature,
    string Platform,
    string Device,
    int MaxBatchSize,
    string SpecDigest,
    ArtefactRecord? Artefact,
    IReadOnlyList<ReplicaRecord> Replicas);

/// <summary>One replica of a <see cref="VersionRecord"/>.</summary>
/// <param name="Number">The incarnation.</param>
/// <param name="Node">Where it is; null: no node is found for it yet.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Reason">Why it failed; empty when there is nothing to say.</param>
/// <param name="TakesRequests">True: requests are to be routed to it.</param>
public sealed record ReplicaRecord(int Number, NodeId? Node, ServableState State, string Reason, bool TakesRequests);
