using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>The artefacts of the models that the cluster serves, as the leader named them, and those that were loaded here.</summary>
/// <param name="routes">What is known of models.</param>
internal sealed class ArtefactIndex(RouteTable routes) : IArtefactIndex
{
    public IReadOnlyList<Artefact> Find(ServableId id) =>
        [.. routes.Find(id.Model)?.Versions.Where(version => version.Id == id).Select(version => version.Artefact).OfType<Artefact>() ?? []];
}
