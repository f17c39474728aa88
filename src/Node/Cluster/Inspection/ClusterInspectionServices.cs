using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Api.Http.Cluster;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>Registers what shows and operates the cluster.</summary>
internal static class ClusterInspectionServices
{
    /// <summary>Adds the two ports of a node that is alone, what looks at this node, and the endpoints.</summary>
    internal static IServiceCollection AddClusterInspection(this IServiceCollection services) => services
        .AddSingleton(LocalNode.OfMachine(Environment.MachineName))
        .AddSingleton<NodeAddresses>()
        .AddSingleton(provider => new ActorInspection(provider.GetRequiredService<LocalNode>().Id, provider.GetRequiredService<ActorSystem>()))
        .AddSingleton(provider =>
        {
            var routes = provider.GetRequiredService<RouteTable>();
            return new LoadMeter(
                provider.GetRequiredService<LocalNode>().Id, () => routes.All.SelectMany(model => model.Available), provider.GetRequiredService<TimeProvider>());
        })
        .AddSingleton<IClusterInspection, LoneCluster>()
        .AddSingleton<IClusterAdmin, LoneClusterAdmin>()
        .AddClusterEndpoints();
}
