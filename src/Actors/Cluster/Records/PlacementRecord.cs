using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>
/// The leader's order to a node to hold a replica, under <see cref="ClusterKeys.Placement"/>. Without it there is to be none.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Number">The incarnation, unique within the model for ever.</param>
/// <param name="Generation">The same for the replicas that serve together.</param>
/// <param name="Node">Which node is to hold it.</param>
/// <param name="SpecDigest">Names the <see cref="SpecRecord"/> to load it with.</param>
/// <param name="Artefact">The file.</param>
/// <param name="Gate">What its mailbox is to do.</param>
/// <param name="IsRetiring">True: it is to answer what it accepted, and to end.</param>
public sealed record PlacementRecord(
    ModelName Model,
    ModelVersion Version,
    int Number,
    int Generation,
    NodeId Node,
    string SpecDigest,
    ArtefactRecord Artefact,
    ReplicaGate Gate = ReplicaGate.Open,
    bool IsRetiring = false)
{
    /// <summary>Grows when a replica that has failed is to be loaded again.</summary>
    public int Attempt { get; init; }
}
