using System.Globalization;
using System.Text;
using ModelCluster.Actors.Cluster.Membership;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Contracts.Ids;
using static ModelCluster.Actors.Cluster.Leading.LeaderProtocol;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>
/// The leader's work for one term: the model supervisors, which take over what is placed already, and the placement. When every
/// model was published in this term, it says so: from then on, what is not there is not wanted.
/// </summary>
internal sealed class LeaderActor(ClusterParts parts, long term, ActorRef<IClusterMessage> cluster) : Actor<ILeaderMessage>
{
    private CancellationToken _ended;
    private Action? _end;
    private ActorRef<IPlacementMessage>? _placement;
    private OrderedWriter? _writer;
    private LeaderRoutes? _routes;

    /// <inheritdoc/>
    protected internal override void PreStart()
    {
        var ended = new CancellationTokenSource();
        (_ended, _end) = (ended.Token, ended.Cancel);
        Context.PipeToSelf(parts.Mirror.WhenSeenAsync(term, _ended), () => new Begin(), failure => new WriterEnded(failure.Message));
    }

    /// <inheritdoc/>
    protected internal override void PostStop()
    {
        parts.Leadership.End(term);
        _end?.Invoke();
    }

    /// <inheritdoc/>
    protected internal override void Receive(ILeaderMessage message)
    {
        switch (message)
        {
            case Begin:
                OnBegin();
                break;
            case ViewChanged changed:
                _placement?.Tell(new PlacementProtocol.ViewChanged(changed.View, changed.Changes));
                break;
            case LinkChanged changed:
                _placement?.Tell(new PlacementProtocol.LinkChanged(changed.Node));
                break;
            case AllPublished published:
                Context.PipeToSelf(parts.WhenRead(_ended), () => new AllRead(published.Models), failure => new WriterEnded(failure.Message));
                break;
            case AllRead read:
                OnAllRead(read.Models);
                break;
            case WriterEnded ended:
                if (ended.Reason.Length > 0 && !_ended.IsCancellationRequested)
                    parts.Log.LeadsNoMoreBecause(parts.Self, ended.Reason);
                cluster.Tell(new ClusterProtocol.Deposed(term));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnBegin()
    {
        var self = Self;
        _writer = new OrderedWriter(parts.Store, [new Condition.SameSince(ClusterKeys.Leader, term)], leaseId: 0, Context.Time, parts.Log);
        Context.PipeToSelf(_writer.RunAsync(_ended), _ => new WriterEnded(""), failure => new WriterEnded(failure.Message));
        var specs = new SpecShelf(_writer, () => parts.Mirror.View);
        _placement = Context.Spawn(PlacementActor.Props(parts.Links, parts.Self, parts.Leadership, parts.Log), "placement");
        _placement.Tell(new PlacementProtocol.ViewChanged(parts.Mirror.View, ClusterChanges.Whole));
        _routes = new LeaderRoutes(
            parts.Routes, parts.Self, parts.Mirror, _writer, specs, models => self.Tell(new AllPublished(models)));
        var placed = new PlacedParts(parts.Self, parts.Mirror, _writer, specs, _placement, parts.Here, parts.Links) { Sha256Of = parts.Sha256Of, Describe = parts.Describe };
        var registry = Context.Spawn(ModelRegistry.Props(parts.Serving with { Routes = _routes, Spawner = new PlacedSpawner(placed) }), "models");
        Context.Spawn(Kernel.Props.Create<IScalingMessage>(() => new ScalingActor(parts.Routes, parts.ReadLoads, registry)), "scaling");
        parts.Follower.Lead(true);
        parts.Leadership.Begin(new Leadership.Desk(term, registry, _placement, _writer));
        parts.Log.Leads(parts.Self, term);
        Context.PipeToSelf(
            parts.Source.WatchAsync(models => registry.Tell(new RegistryProtocol.SetModels(models)), _ended),
            () => new WriterEnded(""),
            failure => new WriterEnded($"the repository cannot be watched: {failure.Message}"));
    }

    /// <summary>Cleans up after models that nobody wants any more, then says that all is said.</summary>
    private void OnAllRead(IReadOnlyCollection<ModelName> models)
    {
        var view = parts.Mirror.View;
        foreach (var gone in view.Models.Keys.Concat(view.Placements.Keys).Distinct().Except(models).Where(model => !parts.IsNamed(model)).ToList())
            _routes!.Forget(gone);
        _writer!.Write(ClusterKeys.LeaderReady, Encoding.UTF8.GetBytes(term.ToString(CultureInfo.InvariantCulture)));
        parts.Log.Settled(term, models.Count);
    }
}

/// <summary>What the leader's actor understands.</summary>
internal interface ILeaderMessage;

/// <summary>The messages of the leader's actor.</summary>
internal static class LeaderProtocol
{
    internal sealed record Begin : ILeaderMessage;

    internal sealed record ViewChanged(ClusterView View, ClusterChanges Changes) : ILeaderMessage;

    internal sealed record LinkChanged(NodeId Node) : ILeaderMessage;

    internal sealed record AllPublished(IReadOnlyCollection<ModelName> Models) : ILeaderMessage;

    internal sealed record AllRead(IReadOnlyCollection<ModelName> Models) : ILeaderMessage;

    internal sealed record WriterEnded(string Reason) : ILeaderMessage;
}
