using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.Spawning;

/// <summary>One replica as its supervisor wants it.</summary>
/// <param name="Number">Its incarnation.</param>
/// <param name="Generation">The same for the replicas that serve together; higher for those that are to replace them.</param>
/// <param name="Artefact">The file.</param>
/// <param name="Wanted">The settings and samples.</param>
/// <param name="Found">What it was found as; null for a new one.</param>
public sealed record ServableOrder(int Number, int Generation, Artefact Artefact, AspiredModel Wanted, FoundReplica? Found)
{
    /// <summary>What is served.</summary>
    public ServableId Id => new(Wanted.Name, Artefact.Version);
}
