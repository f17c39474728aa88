using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Control;

namespace ModelCluster.Node.Serving;

/// <summary>Starts the monitor of candidates; it ends with the actor system.</summary>
internal sealed class TrafficMonitoring(ActorSystem system, RouteTable routes, IModelControl control, ITrafficLeader leader, TrafficLog log) : IHostedService
{
    private ActorRef<ITrafficMonitorMessage>? _monitor;

    /// <summary>What another node saw, for this one that leads.</summary>
    internal void Tell(BrokenElsewhere seen) => Volatile.Read(ref _monitor)?.Tell(seen);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _monitor, system.Spawn(TrafficMonitor.Props(routes, control, leader, log), "traffic"));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
