using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Membership;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Traffic;
using ModelCluster.Api.Http.Cluster;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Cluster.Inspection;
using ModelCluster.Node.Serving;

namespace ModelCluster.Node.Cluster;

/// <summary>What nodes ask each other over links, beside requests for inference. Reached by nodes of the cluster alone.</summary>
internal static class ClusterEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    internal static IEndpointRouteBuilder MapClusterLinks(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var leadership = services.GetRequiredService<Leadership>();
        var host = services.GetRequiredService<ClusterHost>();
        routes.Map("/cluster/wake/{model}", context => TellModelAsync(context, leadership, model => new RegistryProtocol.Wake(model)));
        routes.Map("/cluster/sleep/{model}", context => TellModelAsync(context, leadership, model => new RegistryProtocol.Sleep(model)));
        routes.Map("/cluster/broken/{model}/{version}", context => TellBrokenAsync(context, leadership, services.GetRequiredService<TrafficMonitoring>()));
        routes.Map("/cluster/member/drain", context => TellAsync(context, host, replyTo => new ClusterProtocol.SetDrained(true, replyTo)));
        routes.Map("/cluster/member/resume", context => TellAsync(context, host, replyTo => new ClusterProtocol.SetDrained(false, replyTo)));
        routes.Map("/cluster/member/resign", context => TellAsync(context, host, replyTo => new ClusterProtocol.Resign(replyTo)));
        routes.Map("/cluster/member/leave", context => LeaveAsync(context, services.GetRequiredService<IHostApplicationLifetime>()));
        var actors = services.GetRequiredService<ActorInspection>();
        var load = services.GetRequiredService<LoadMeter>();
        routes.Map("/cluster/rebalance", context => RebalanceAsync(context, leadership));
        routes.Map(MemberCluster.ActorsPath, context => context.Response.WriteAsJsonAsync(actors.Look(), ClusterJson.Default.NodeActors));
        routes.Map(MemberCluster.LoadPath, context => context.Response.WriteAsJsonAsync(load.Read(), ClusterJson.Default.NodeLoad));
        return routes;
    }

    private static Task TellModelAsync(HttpContext context, Leadership leadership, Func<ModelName, IRegistryMessage> message)
    {
        var isName = ModelName.TryParse(context.Request.RouteValues["model"] as string, out var model, out _);
        if (isName && leadership.Current is { } desk)
            desk.Registry.Tell(message(model));
        context.Response.StatusCode = !isName ? StatusCodes.Status400BadRequest
            : leadership.Current is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private static async Task TellBrokenAsync(HttpContext context, Leadership leadership, TrafficMonitoring monitoring)
    {
        if (!ModelName.TryParse(context.Request.RouteValues["model"] as string, out var model, out _)
            || !ModelVersion.TryParse(context.Request.RouteValues["version"] as string, out var version)
            || context.Features.Get<LinkCaller>() is not { } caller)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var body = new StreamReader(context.Request.Body);
        monitoring.Tell(new BrokenElsewhere(model, version, await body.ReadToEndAsync(context.RequestAborted), caller.Node));
        context.Response.StatusCode = leadership.Current is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status202Accepted;
    }

    private static async Task RebalanceAsync(HttpContext context, Leadership leadership)
    {
        if (leadership.Current is { } desk)
            await desk.RebalanceAsync(Patience, context.RequestAborted);
        context.Response.StatusCode = leadership.Current is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
    }

    private static async Task TellAsync(HttpContext context, ClusterHost host, Func<ReplyTo<bool>, IClusterMessage> message)
    {
        var isDone = host.Membership is { } membership && await membership.AskAsync(message, Patience, context.RequestAborted);
        context.Response.StatusCode = isDone ? StatusCodes.Status204NoContent : StatusCodes.Status409Conflict;
    }

    private static Task LeaveAsync(HttpContext context, IHostApplicationLifetime lifetime)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.OnCompleted(() =>
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }
}
