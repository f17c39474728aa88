using Microsoft.Extensions.Options;
using ModelCluster.Actors.Cluster;
using ModelCluster.Actors.Cluster.Hosting;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Membership;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.Routing;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Deployments;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Cluster.Artefacts;
using ModelCluster.Node.Hosting;
using ModelCluster.Node.Links.Server;
using ModelCluster.Node.Serving;

namespace ModelCluster.Node.Cluster;

/// <summary>
/// Takes part in the cluster while the node runs: joins when it listens; at the end gives its servables away, then, after the
/// web server has answered what it accepted, drains and unloads what is left, and leaves.
/// </summary>
internal sealed partial class ClusterHost : BackgroundService, IHostedLifecycleService, IClusterObserver, IPeerObserver
{
    /// <summary>
    /// How long a node that has given everything away still answers: balancers see that it is not ready, and clients are told with
    /// each answer to close their connections.
    /// </summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ActorSystem _system;
    private readonly ClusterMirror _mirror;
    private readonly RouteTable _routes;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<ClusterHost> _logger;
    private readonly TimeSpan _budget;
    private readonly ClusterParts _parts;
    private readonly LinkServer[] _lanes;
    private readonly MemberRecord _record;
    private ActorRef<IClusterMessage>? _membership;

    public ClusterHost(
        ActorSystem system,
        ICoordinationStore store,
        ClusterMirror mirror,
        IPeerLinks links,
        HeldServables here,
        RouteTable routes,
        RouteFollower follower,
        ServingParts serving,
        IModelSource source,
        Leadership leadership,
        ModelWaker waker,
        Lazy<IClusterInspection> inspection,
        DeploymentDirectory deployments,
        DomainSharing domains,
        IEnumerable<LinkServer> lanes,
        ArtefactFetcher artefacts,
        ArtefactSums sums,
        ClusterLog log,
        ThisNode self,
        IOptions<ClusterOptions> options,
        IOptions<ServingOptions> servingOptions,
        IHostApplicationLifetime lifetime,
        ILogger<ClusterHost> logger)
    {
        (_system, _mirror, _routes, _lifetime, _logger) = (system, mirror, routes, lifetime, logger);
        _budget = TimeSpan.FromSeconds(servingOptions.Value.ShutdownSeconds);
        _record = self.Record;
        _lanes = [.. lanes]; // none where the node is alone
        var host = system.Spawn(ServableHost.Props(new HostParts(self.Id, store, here, serving, log)
        {
            MemoryBudgetBytes = self.Record.MemoryBudgetBytes,
            Sleep = waker.Sleep,
            Fetch = (order, wanted) => artefacts.FetchAsync(order, NodesFor(order), wanted),
        }), "servables");
        _parts = new ClusterParts(self.Id, store, mirror, links, here, host, routes, follower, serving, source, leadership, log)
        {
            LeaseTime = TimeSpan.FromSeconds(options.Value.LeaseSeconds),
            ReadLoads = async cancellation => (await inspection.Value.LoadAsync(null, cancellation))?.Nodes ?? [],
            WhenRead = cancellation => deployments.Read.WaitAsync(cancellation),
            IsNamed = model => deployments.Find(model) is not null,
            Sha256Of = artefact => Sha256Of(artefact, sums),
            Describe = artefact => DescribeAsync(artefact, options.Value.IsAlone ? null : sums),
        };
        mirror.Subscribe(follower);
        mirror.Subscribe(domains);
        mirror.Subscribe(this);
        system.Shutdown.AddTask(ShutdownPhase.Drain, "servables", StopServablesAsync);
        system.Shutdown.AddTask(ShutdownPhase.Leave, "membership", EndMembershipAsync);
    }

    /// <summary>This node's membership; null before it listens.</summary>
    internal ActorRef<IClusterMessage>? Membership => Volatile.Read(ref _membership);

    public void OnChange(ClusterView view, ClusterChanges changes)
    {
        _parts.Host.Tell(new HostProtocol.ViewChanged(view, changes));
        Membership?.Tell(new ClusterProtocol.ViewChanged(view, changes));
    }

    public void OnCondition(NodeId node, PeerCondition condition) => Membership?.Tell(new ClusterProtocol.LinkChanged(node, condition));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>While it still listens: other nodes take over what is here.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogStopping();
        _routes.MarkLeaving();
        if (Membership is not { } membership)
            return;
        try
        {
            await membership.AskAsync<bool>(replyTo => new ClusterProtocol.Leave(replyTo), _budget / 2, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogNotTakenOver((_budget / 2).TotalSeconds);
        }
        finally
        {
            foreach (var lane in _lanes)
                lane.Close(); // they never end by themselves, and the web server would wait for them
        }

        if (_lanes.Length > 0)
            await Task.Delay(Farewell, cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _system.Shutdown.RunAsync(_budget);
        await base.StopAsync(cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _lifetime.WhenStartedAsync(stoppingToken); // loading is work: health is to be answered before it begins
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        Volatile.Write(ref _membership, _system.Spawn(ClusterActor.Props(_parts, _record), "cluster"));
        await _mirror.RunAsync(stoppingToken);
    }

    /// <summary>Null where the file cannot be read: then it is none that is there already.</summary>
    private static string? Sha256Of(Artefact artefact, ArtefactSums sums)
    {
        try
        {
            return sums.ReadAsync(artefact.Path, CancellationToken.None).GetAwaiter().GetResult().Sha256;
        }
        catch (Exception unreadable) when (unreadable is ModelLoadException or IOException)
        {
            return null;
        }
    }

    /// <summary>A node that is alone finds its files by itself, and need not read them to name them.</summary>
    private static async Task<ArtefactRecord> DescribeAsync(Artefact artefact, ArtefactSums? sums)
    {
        if (sums is null)
            return ArtefactRecord.Of(artefact, new FileInfo(artefact.Path) is { Exists: true } file ? file.Length : 0);
        var sum = await sums.ReadAsync(artefact.Path, CancellationToken.None);
        return ArtefactRecord.Of(artefact, sum.Bytes, sum.Sha256);
    }

    /// <summary>Who may have a file: the leader, who found it, then those that hold a replica of it, then all others.</summary>
    private IReadOnlyList<NodeId> NodesFor(PlacementRecord order)
    {
        var view = _mirror.View;
        var holders = view.Servables.GetValueOrDefault(order.Model)?.Values.Select(servable => servable.Node) ?? [];
        IEnumerable<NodeId> leader = view.Leader is { } leads ? [leads.Record.Node] : [];
        return [.. leader.Concat(holders).Concat(view.Members.Keys).Where(node => node != _parts.Self).Distinct()];
    }

    private async Task StopServablesAsync(CancellationToken cancellation) =>
        await _parts.Host.AskAsync<bool>(replyTo => new HostProtocol.StopAll(replyTo), _budget, cancellation);

    private async Task EndMembershipAsync(CancellationToken cancellation)
    {
        if (Membership is { } membership)
            await membership.AskAsync<bool>(replyTo => new ClusterProtocol.End(replyTo), _budget, cancellation);
    }

    [LoggerMessage(EventIds.HostStopping, LogLevel.Information, "stopping: models are drained and unloaded")]
    private partial void LogStopping();

    [LoggerMessage(EventIds.HostNotTakenOver, LogLevel.Warning, "other nodes did not take over everything within {Seconds} s; the rest is drained and unloaded now")]
    private partial void LogNotTakenOver(double seconds);
}
