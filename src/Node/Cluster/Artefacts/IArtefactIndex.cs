using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>
/// The artefacts that this node knows and that other nodes may read: those of its repository and those that it serves. Thread-safe; never
/// waits.
/// </summary>
internal interface IArtefactIndex
{
    /// <summary>Those of one version, with the stamps that they were ordered by; empty if there is none.</summary>
    IReadOnlyList<Artefact> Find(ServableId id);
}
