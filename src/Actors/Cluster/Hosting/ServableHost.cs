using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Cluster.Hosting.HostProtocol;

namespace ModelCluster.Actors.Cluster.Hosting;

/// <summary>
/// Holds what the leader ordered for this node: a servable actor for each order, retired when the order is gone; says of each how
/// it is. Serves on, unchanged, while nobody leads or the lighthouse is away.
/// </summary>
public sealed partial class ServableHost : Actor<IHostMessage>
{
    private readonly HostParts _parts;
    private readonly Dictionary<ReplicaKey, Holding> _holdings = [];
    private readonly List<ReplyTo<bool>> _waitForEmpty = [];
    private ClusterView _view = ClusterView.Unknown;
    private OrderedWriter? _reports;
    private Action? _stopReporting;
    private bool _isStopping;
    private int _spawned;

    /// <param name="parts">What it works with.</param>
    public ServableHost(HostParts parts) => _parts = parts;

    /// <summary>How to start it.</summary>
    public static Props<IHostMessage> Props(HostParts parts) => Kernel.Props.Create<IHostMessage>(() => new ServableHost(parts));

    /// <inheritdoc/>
    protected internal override void PostStop() => _stopReporting?.Invoke();

    /// <inheritdoc/>
    protected internal override void Receive(IHostMessage message)
    {
        switch (message)
        {
            case ViewChanged changed:
                OnViewChanged(changed.View, changed.Changes);
                break;
            case LeaseChanged lease:
                OnLeaseChanged(lease.LeaseId);
                break;
            case Fetched fetched when _holdings.TryGetValue(fetched.Replica, out var holding):
                Spawn(holding, fetched.Artefact);
                break;
            case NotFetched failed when _holdings.TryGetValue(failed.Replica, out var holding):
                OnNotFetched(holding, failed.Failure);
                break;
            case Changed changed when _holdings.TryGetValue(changed.Replica, out var holding):
                OnChanged(holding, changed.Observed);
                break;
            case ActorGone gone when _holdings.TryGetValue(gone.Replica, out var holding):
                OnActorGone(holding);
                break;
            case TryAgain again when _holdings.TryGetValue(again.Replica, out var holding):
                TryLoadAgain(holding);
                break;
            case Emptied emptied when _holdings.TryGetValue(emptied.Replica, out var holding):
                holding.IsEmpty = holding.Servable?.IsEmpty is true;
                Report(holding);
                break;
            case Fetched or NotFetched or Changed or ActorGone or TryAgain or Emptied:
                break; // it has ended meanwhile
            case StopAll stop:
                OnStopAll(stop.ReplyTo);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnViewChanged(ClusterView view, ClusterChanges changes)
    {
        var isNewlySettled = view.IsSettled && !_view.IsSettled;
        _view = view;
        if (_isStopping)
            return;
        if (!changes.IsWhole && !isNewlySettled)
        {
            foreach (var key in changes.Placements)
                Follow(key, view.Placement(key), isExplicit: true);
            return;
        }

        foreach (var placement in view.Placements.Values.SelectMany(ofModel => ofModel.Values).Where(placement => placement.Node == _parts.Self))
            Follow(new ReplicaKey(placement.Model, placement.Number), placement, isExplicit: true);
        foreach (var key in _holdings.Keys.Where(key => view.Placement(key) is null).ToList())
            Follow(key, null, isExplicit: false);
    }

    /// <summary>
    /// Does what an order says. That an order is missing counts when its deletion was seen, or when the leader has said all: a
    /// lighthouse that has lost everything takes nothing down.
    /// </summary>
    private void Follow(ReplicaKey key, PlacementRecord? placement, bool isExplicit)
    {
        var order = placement?.Node == _parts.Self ? placement : null;
        if (!_holdings.TryGetValue(key, out var holding))
        {
            if (order is not null)
                Begin(new Holding(key, order));
        }
        else if (order is not null)
        {
            Take(holding, order);
        }
        else if (!holding.IsRetiring && (isExplicit || _view.IsSettled))
        {
            Retire(holding);
        }
    }

    private void Begin(Holding holding)
    {
        _holdings[holding.Key] = holding;
        holding.IsLazy = _view.Specs.GetValueOrDefault(new SpecKey(holding.Key.Model, holding.Order.SpecDigest))?.Options.Lazy is true;
        Load(holding);
    }

    private void Load(Holding holding)
    {
        if (WhyNoRoom(holding) is { } why)
        {
            Fail(holding, why, canRetry: true);
            return;
        }

        holding.State = ServableState.Loading;
        Report(holding);
        Fetch(holding);
    }

    private void Fetch(Holding holding)
    {
        var key = holding.Key;
        var stopped = new CancellationTokenSource();
        holding.StopFetching = stopped.Cancel;
        Context.PipeToSelf(_parts.Fetch(holding.Order, stopped.Token), artefact => new Fetched(key, artefact), failure => new NotFetched(key, failure));
    }

    private void Spawn(Holding holding, Artefact artefact)
    {
        if (holding.IsRetiring)
        {
            End(holding);
            return;
        }

        var (key, order) = (holding.Key, holding.Order);
        if (!_view.Specs.TryGetValue(new SpecKey(key.Model, order.SpecDigest), out var spec))
        {
            Fail(holding, $"its settings {order.SpecDigest} are not in the lighthouse", canRetry: true);
            return;
        }

        var wanted = new AspiredModel(key.Model, spec.Options, [artefact], spec.Samples, null);
        var observer = Self.Map<ServableProtocol.Observed>(observed => new Changed(key, observed));
        holding.Actor = Context.Spawn(
            Kernel.Props.Create<IServableMessage>(() => new ServableActor(order.Number, artefact, wanted, _parts.Serving, observer)),
            $"{key.Model}-{order.Version}-{order.Number}-{++_spawned}");
        Context.Watch(holding.Actor, new ActorGone(key));
        holding.Actor.Tell(new ServableProtocol.Load());
    }

    private void Take(Holding holding, PlacementRecord order)
    {
        var before = holding.Order;
        holding.Order = order;
        if (order.Attempt != before.Attempt)
            TryLoadAgain(holding);
        if (order.Gate == before.Gate || holding.Servable is not { } servable)
            return;
        holding.IsEmpty = false;
        servable.Set((MailboxGate)order.Gate);
        if (order.Gate == ReplicaGate.Drained)
            Context.PipeToSelf(servable.WhenEmptyAsync(), () => new Emptied(holding.Key), _ => new Emptied(holding.Key));
        Report(holding);
    }

    private void TryLoadAgain(Holding holding)
    {
        if (holding.IsRetiring || holding.State != ServableState.Failed)
            return;
        if (holding.Actor is { } actor)
            actor.Tell(new ServableProtocol.Load());
        else
            Load(holding);
    }

    private void Retire(Holding holding)
    {
        holding.Retire();
        _parts.Servables.Remove(holding.Key);
        if (holding.Actor is { } actor)
            actor.Tell(new ServableProtocol.Retire());
        else if (holding.State == ServableState.Failed)
            End(holding);
    }

    private void OnNotFetched(Holding holding, Exception failure)
    {
        if (holding.IsRetiring)
            End(holding);
        else
            Fail(holding, failure.Message, canRetry: true);
    }

    private void OnChanged(Holding holding, ServableProtocol.Observed observed)
    {
        _parts.Log.Holds(holding.Key, observed.State);
        if (observed.State == ServableState.Ended)
        {
            End(holding);
            return;
        }

        holding.State = observed.State;
        holding.Reason = observed.Reason;
        holding.CanRetry = observed.CanRetry;
        holding.Servable = observed.Servable;
        if (observed is { State: ServableState.Available, Servable: { } servable })
        {
            holding.LoadedBytes = servable.Statistics?.MemoryBytes ?? 0;
            servable.Set((MailboxGate)holding.Order.Gate);
            _parts.Servables.Put(holding.Key, servable);
        }
        else
        {
            _parts.Servables.Remove(holding.Key);
        }

        if (observed.State == ServableState.Failed)
            _parts.Log.NotLoaded(holding.Key, observed.Reason);
        if (observed.RetryWhen is { } changed)
            Context.PipeToSelf(changed, () => new TryAgain(holding.Key), _ => new TryAgain(holding.Key));
        Report(holding);
    }

    /// <summary>Its actor died of a bug; what it held is being freed.</summary>
    private void OnActorGone(Holding holding)
    {
        holding.Actor = null;
        if (holding.IsRetiring)
            End(holding);
        else
            Fail(holding, "its actor ended unexpectedly; the log says why", canRetry: true);
    }

    private void Fail(Holding holding, string reason, bool canRetry)
    {
        _parts.Log.NotLoaded(holding.Key, reason);
        _parts.Servables.Remove(holding.Key);
        (holding.State, holding.Reason, holding.CanRetry, holding.Servable) = (ServableState.Failed, reason, canRetry, null);
        Report(holding);
    }

    private void End(Holding holding)
    {
        _parts.Servables.Remove(holding.Key);
        _holdings.Remove(holding.Key);
        _reports?.Remove(ClusterKeys.Servable(_parts.Self, holding.Key));
        if (!_isStopping && _view.Placement(holding.Key) is { } order)
            Follow(holding.Key, order, isExplicit: true); // ordered again while it went
        AnswerWhenEmpty();
    }

    private void Report(Holding holding) =>
        _reports?.Write(ClusterKeys.Servable(_parts.Self, holding.Key), ClusterRecords.Servables.Write(holding.ToRecord()));

    private void OnLeaseChanged(long leaseId)
    {
        _stopReporting?.Invoke();
        (_reports, _stopReporting) = (null, null);
        if (leaseId == 0)
            return;
        var stopped = new CancellationTokenSource();
        _stopReporting = stopped.Cancel;
        _reports = new OrderedWriter(_parts.Store, [], leaseId, Context.Time, _parts.Log);
        _ = _reports.RunAsync(stopped.Token);
        foreach (var holding in _holdings.Values)
            Report(holding);
    }

    private void OnStopAll(ReplyTo<bool> replyTo)
    {
        _isStopping = true;
        _waitForEmpty.Add(replyTo);
        foreach (var holding in _holdings.Values.Where(holding => !holding.IsRetiring).ToList())
            Retire(holding);
        AnswerWhenEmpty();
    }

    private void AnswerWhenEmpty()
    {
        if (_holdings.Count > 0)
            return;
        foreach (var replyTo in _waitForEmpty)
            replyTo.Tell(true);
        _waitForEmpty.Clear();
    }
}
