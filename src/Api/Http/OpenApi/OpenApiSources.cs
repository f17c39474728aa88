using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>What a document is made from: while two of these are equal, so are the documents.</summary>
/// <param name="Revision">Of the catalog.</param>
/// <param name="Servables">What counts of <c>servables.json</c>; null without such a file.</param>
/// <param name="Deployment">The newest record of a deployment that is served; null if there is none.</param>
internal readonly record struct OpenApiSources(long Revision, ServablesView? Servables, DeploymentRecord? Deployment);
