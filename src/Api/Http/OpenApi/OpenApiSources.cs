using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>What a document is made from: while two of these are equal, so are the documents.</summary>
/// <param name="Revision">Of the catalog.</param>
/// <param name="Servables">What counts of <c>servables.json</c>; null without such a file.</param>
/// <param name="Deployment">The newest record of a deployment that is served; null if there is none.</param>
/// <param name="Nodes">Nodes of the cluster.</param>
internal readonly record struct OpenApiSources(long Revision, ServablesView? Servables, DeploymentRecord? Deployment, ExampleNodes Nodes = default);

/// <summary>Nodes for examples to name.</summary>
/// <param name="Self">The node that answers; null where nothing tells of the cluster.</param>
/// <param name="Peer">Another member; null when there is none.</param>
internal readonly record struct ExampleNodes(NodeId? Self, NodeId? Peer)
{
    /// <summary>Those of a cluster.</summary>
    public static ExampleNodes Of(ClusterStatus? status) => status is null
        ? default
        : new(status.Node, status.Members.FirstOrDefault(member => member.Node != status.Node)?.Node);
}
