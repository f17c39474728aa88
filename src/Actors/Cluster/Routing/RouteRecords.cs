using System.Collections.Frozen;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Routing;

/// <summary>Turns a model's routes into what is published of them, and back into what queries see. Stateless.</summary>
internal static class RouteRecords
{
    /// <summary>What is to be published.</summary>
    /// <param name="routes">The routes as the supervisor made them.</param>
    /// <param name="self">The node that makes them.</param>
    /// <param name="epoch">Higher than at the publication before.</param>
    /// <param name="lastNumber">The highest number ever given to a replica of the model.</param>
    /// <param name="digestOf">The digest of a version's settings.</param>
    internal static ModelRecord ToRecord(this ModelRoutes routes, NodeId self, long epoch, int lastNumber, Func<ServableView, string> digestOf) => new(
        epoch,
        routes.View.Problem,
        routes.View.IsRequired,
        routes.IsWithdrawn,
        routes.Activation is not null,
        routes.Labels,
        routes.Traffic,
        [.. routes.View.Versions.Select(view => ToRecord(view, self, digestOf(view)))])
    { LastNumber = lastNumber };

    /// <summary>The model as queries see it.</summary>
    internal static ModelView ToView(this ModelRecord record, ModelName name, ClusterView cluster) =>
        new(name, [.. record.Versions.Select(version => ToView(version, name, cluster))], record.Problem, record.IsRequired)
        {
            Labels = record.Labels.ToFrozenDictionary(StringComparer.Ordinal),
            Traffic = record.Traffic,
        };

    private static VersionRecord ToRecord(ServableView view, NodeId self, string digest) => new(
        view.Id.Version,
        view.State,
        view.Reason,
        view.Hold,
        view.DesiredReplicas,
        view.Signature,
        view.Platform,
        view.Device,
        view.MaxBatchSize,
        digest,
        view.Artefact is { } artefact ? ArtefactRecord.Of(artefact) : null,
        [.. view.Replicas.Select(replica => new ReplicaRecord(replica.Number, replica.Node ?? self, replica.State, replica.Reason, replica.TakesRequests))]);

    private static ServableView ToView(VersionRecord version, ModelName name, ClusterView cluster)
    {
        var spec = cluster.Specs.GetValueOrDefault(new SpecKey(name, version.SpecDigest));
        return new ServableView(
            new ServableId(name, version.Version),
            version.State,
            version.Reason,
            version.Signature,
            version.Platform,
            version.Device,
            version.MaxBatchSize,
            spec?.Options ?? ModelOptions.Default)
        {
            Artefact = version.Artefact?.ToArtefact(version.Version),
            Samples = spec?.Samples ?? [],
            Hold = version.Hold,
            DesiredReplicas = version.DesiredReplicas,
            Replicas =
            [
                .. version.Replicas.Select(replica => new ReplicaView(replica.Number, replica.State, replica.Reason)
                {
                    Node = replica.Node,
                    TakesRequests = replica.TakesRequests,
                }),
            ],
        };
    }
}
