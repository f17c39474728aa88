using Microsoft.Extensions.Options;
using ModelCluster.Actors.Cluster.Hosting;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving;
using ModelCluster.Api.Http.Cluster;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>Registers what shows and operates the cluster.</summary>
internal static class ClusterInspectionServices
{
    /// <summary>Adds the two ports of a node that is alone, what looks at this node, and the endpoints.</summary>
    internal static IServiceCollection AddClusterInspection(this IServiceCollection services) => services
        .AddSingleton(provider => new LocalNode(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name, provider.GetRequiredService<ThisNode>().Id))
        .AddSingleton<NodeAddresses>()
        .AddSingleton(provider => new ActorInspection(provider.GetRequiredService<LocalNode>().Id, provider.GetRequiredService<ActorSystem>()))
        .AddSingleton(provider =>
        {
            var here = provider.GetRequiredService<HeldServables>();
            return new LoadMeter(
                provider.GetRequiredService<LocalNode>().Id, () => here.All.Select(pair => pair.Value).OfType<Servable>(), provider.GetRequiredService<TimeProvider>());
        })
        .AddSingleton<IClusterInspection>(provider => IsAlone(provider)
            ? ActivatorUtilities.CreateInstance<LoneCluster>(provider)
            : ActivatorUtilities.CreateInstance<MemberCluster>(provider))
        .AddSingleton<IClusterAdmin>(provider => IsAlone(provider)
            ? ActivatorUtilities.CreateInstance<LoneClusterAdmin>(provider)
            : ActivatorUtilities.CreateInstance<MemberClusterAdmin>(provider))
        .AddClusterEndpoints();

    private static bool IsAlone(IServiceProvider provider) => provider.GetRequiredService<IOptions<ClusterOptions>>().Value.IsAlone;
}
