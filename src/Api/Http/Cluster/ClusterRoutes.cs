using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Cluster;

/// <summary>
/// The cluster: its members, what is placed where, what each node has to do, and operating nodes. Any node answers. Read next:
/// <see cref="ClusterEndpoints"/> and <see cref="ClusterCommands"/>.
/// </summary>
public static class ClusterRoutes
{
    /// <summary>
    /// Adds what <see cref="MapCluster"/> needs, and the cluster's metrics; <see cref="IClusterInspection"/> and
    /// <see cref="IClusterAdmin"/> are to be registered by others.
    /// </summary>
    public static IServiceCollection AddClusterEndpoints(this IServiceCollection services) => services
        .AddSingleton<ClusterEndpoints>()
        .AddSingleton<ClusterCommands>()
        .AddSingleton<IMetricSource, ClusterMetrics>();

    /// <summary>Adds the paths, all under <c>/v2/cluster</c>.</summary>
    public static IEndpointRouteBuilder MapCluster(this IEndpointRouteBuilder routes)
    {
        var boundary = routes.ServiceProvider.GetRequiredService<HttpBoundary>();
        var endpoints = routes.ServiceProvider.GetRequiredService<ClusterEndpoints>();
        var commands = routes.ServiceProvider.GetRequiredService<ClusterCommands>();
        const string cluster = "/v2/cluster";

        routes.Map(cluster, boundary.Verbs(get: endpoints.StatusAsync));
        routes.Map($"{cluster}/placements", boundary.Verbs(get: endpoints.PlacementsAsync));
        routes.Map($"{cluster}/actors", boundary.Verbs(get: endpoints.ActorsAsync));
        routes.Map($"{cluster}/load", boundary.Verbs(get: endpoints.LoadAsync));
        Member("drain", node => new ClusterCommand.Drain(node));
        Member("resume", node => new ClusterCommand.Resume(node));
        Member("leave", node => new ClusterCommand.Leave(node));
        Member("down", node => new ClusterCommand.Down(node));
        routes.Map($"{cluster}/rebalance", boundary.Verbs(post: context => commands.AnswerAsync(context, new ClusterCommand.Rebalance())));
        routes.Map($"{cluster}/leader/resign", boundary.Verbs(post: context => commands.AnswerAsync(context, new ClusterCommand.ResignLeader())));
        return routes;

        void Member(string verb, Func<NodeId, ClusterCommand> command) => routes.Map(
            $"{cluster}/members/{{{ClusterEndpoints.NodeSegment}}}/{verb}", boundary.Verbs(post: context => commands.MemberAsync(context, command)));
    }
}
