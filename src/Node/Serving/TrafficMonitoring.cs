using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Control;

namespace ModelCluster.Node.Serving;

/// <summary>Starts the monitor of candidates; it ends with the actor system.</summary>
internal sealed class TrafficMonitoring(ActorSystem system, RouteTable routes, IModelControl control, TrafficLog log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        system.Spawn(TrafficMonitor.Props(routes, control, log), "traffic");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
