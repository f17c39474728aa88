using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.Commands;
using ModelCluster.Actors.Models.Spawning;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Models.ModelProtocol;

namespace ModelCluster.Actors.Models;

/// <summary>
/// Brings one model from what is served to what is wanted: spawns and retires a servable actor per version, as
/// <see cref="TransitionPolicy"/> says, and publishes the model's routes after every step. A route leaves the table before
/// its servable drains, so that no request is lost.
/// </summary>
/// <remarks>
/// A servable actor that fails is stopped, not restarted: expected failures are messages, so an exception is a bug, and the
/// session it held must be freed before another is made.
/// </remarks>
/// <param name="wish">What it begins with.</param>
/// <param name="parts">What it works with.</param>
/// <param name="registry">Its parent.</param>
internal sealed partial class ModelSupervisor(ModelWish wish, ServingParts parts, ActorRef<IRegistryMessage> registry) : Actor<IModelMessage>
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);


    private readonly ModelBook _book = new(wish);
    private readonly List<ReplyTo<AdminOutcome>> _waitForStop = [];
    private AspiredModel _source = wish.Model;
    private (string Json, OptionsOrProblem Read)? _override;
    private string? _lastProblem;
    private int? _scale;
    private int _leaveNumber;
    private int _spawned;

    private AspiredModel Nothing => _source with { Found = [], Problem = null };

    /// <inheritdoc/>
    protected internal override void PreStart() => OpenHistory();

    /// <summary>An order to leave that the failed instance had taken is given again, behind every command that waits.</summary>
    protected internal override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        if (wish.LeaveNumber is > 0 and var number)
            Self.Tell(new Leave(number));
    }

    /// <summary>Also before a restart: who waits learns that nothing more will come.</summary>
    protected internal override void PostStop()
    {
        var why = $"the supervisor of '{_book.Name}' was stopped before it was done";
        GiveUpCommands(why);
        foreach (var replyTo in _waitForStop)
            replyTo.Tell(new AdminOutcome(AdminStatus.Failed, why));
    }

    /// <inheritdoc/>
    protected internal override void Receive(IModelMessage message)
    {
        if (!_hasBegun && message is not (HistoryRecovered or BeginWithoutHistory))
        {
            _early.Add(message);
            return;
        }

        switch (message)
        {
            case HistoryRecovered recovered:
                OnHistoryRecovered(recovered.Intent);
                break;
            case BeginWithoutHistory when !_hasBegun:
                parts.Log.WithoutHistory(_book.Name);
                Begin();
                break;
            case BeginWithoutHistory:
                break;
            case SetAspired set:
                _leaveNumber = 0;
                _source = set.Model;
                Aspire();
                break;
            case Leave leave:
                _leaveNumber = leave.Number;
                _source = Nothing;
                Aspire();
                break;
            case Control control:
                OnControl(new PendingCommand(control.Command, control.Cause, control.IsDryRun, control.ReplyTo));
                break;
            case PastRead read:
                OnPastRead(read);
                break;
            case Decided decided:
                OnDecided(decided.Command, decided.Outcome);
                break;
            case HistoryWritten written when written.LeaveNumber == _leaveNumber && _book.Incarnations.Count == 0:
                registry.Tell(new RegistryProtocol.Left(_book.Name, _leaveNumber));
                break;
            case HistoryWritten:
                break;
            case Emptied:
                AnswerCommands();
                break;
            case NamesDropped dropped:
                OnNamesDropped(dropped.Outcome);
                break;
            case Stop stop:
                OnStop(stop.ReplyTo);
                break;
            case Activate when _book.IsDormant:
                _book.AskFor();
                Aspire();
                break;
            case Activate:
                break;
            case Sleep when _book.Aspired.Options.Lazy:
                _book.Unload();
                Aspire();
                break;
            case Sleep:
                break;
            case Scale scale when scale.Replicas != _book.Aspired.Options.Replicas:
                parts.Log.Scaled(_book.Name, scale.Replicas, scale.Reason);
                _scale = scale.Replicas;
                Aspire();
                break;
            case Scale:
                break;
            case Changed changed:
                OnChanged(changed.Observed);
                break;
            case Retry retry when _book.Find(retry.Number) is { State: ServableState.Failed, IsRetiring: false } item:
                item.State = ServableState.New;
                Advance();
                break;
            case Retry:
                break;
            case ServableGone gone when _book.Find(gone.Number) is { } item:
                OnActorGone(item);
                break;
            case ServableGone:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnStop(ReplyTo<AdminOutcome> replyTo)
    {
        _book.IsStopping = true;
        _waitForStop.Add(replyTo);
        Aspire();
    }

    /// <summary>Takes what the source wants, with the settings that an operator gave in its place.</summary>
    private void Aspire()
    {
        var model = _source;
        if (model.Problem is { } problem && problem != _lastProblem)
            parts.Log.Problem(model.Name, problem);
        _lastProblem = model.Problem;
        _book.SetAspired(Scaled(Overridden(model)));
        WriteNews(model);
        Advance();
    }

    /// <summary>With as many replicas as the load asks for, within the bounds of the settings.</summary>
    private AspiredModel Scaled(AspiredModel model) => _scale is { } scale && model.Options is { MaxReplicas: > 0 and var max } options
        ? model with { Options = options with { Replicas = Math.Clamp(scale, options.Replicas, Math.Max(options.Replicas, max)), MinReplicas = options.Replicas } }
        : model;

    /// <summary>A bad <c>model.json</c> does not count while it is overridden.</summary>
    private AspiredModel Overridden(AspiredModel model)
    {
        if (_book.Intent.Configuration is not { } json)
            return model;
        if (_override?.Json != json)
        {
            _override = (json, parts.ReadOptions(model.Name, json));
            if (_override.Value.Read.Options is null)
                parts.Log.BadConfiguration(model.Name, _override.Value.Read.Problem);
        }

        return _override.Value.Read.Options is { } options
            ? model with { Options = options with { VersionPolicy = model.FixedPolicy ?? options.VersionPolicy }, Problem = null }
            : model with { Problem = $"the settings that an operator gave: {_override.Value.Read.Problem}" };
    }

    private void OnChanged(ServableProtocol.Observed observed)
    {
        if (_book.Find(observed.Number) is not { } item || (item.IsRetiring && !IsLeaving(observed.State)))
            return;
        if (observed.IsToMove)
        {
            if (_book.TryMove(item.Number))
                Aspire();
            return;
        }

        item.Node = observed.Node;
        if (observed.State == ServableState.Ended && !item.IsRetiring)
        {
            OnLost(item, observed.Reason);
            return;
        }

        item.State = observed.State;
        item.Reason = observed.Reason;
        item.Servable = observed.Servable ?? (observed.State == ServableState.Draining ? item.Servable : null);
        if (observed.State == ServableState.Failed)
            OnFailed(item, observed.CanRetry, observed.RetryWhen);
        else
            parts.Log.Became(item.Id, observed.State);
        Write(item, observed);
        if (observed.State == ServableState.Ended)
            _book.Remove(item);
        Advance();
        if (observed.State == ServableState.Available && item.Number == item.Generation) // the first of the version's replicas
            parts.WhenAvailable(item.View);
    }

    /// <summary>It went without being told, with the node that held it: another takes its place.</summary>
    private void OnLost(Incarnation item, string reason)
    {
        parts.Log.Lost(item.Id, item.Number, reason);
        _book.Lose(item);
        Aspire();
    }

    /// <summary>Its actor died of a bug: what it held is freed, and a new one tries again.</summary>
    private void OnActorGone(Incarnation item)
    {
        item.Actor = null;
        item.Servable = null;
        if (item.IsRetiring)
        {
            _book.Remove(item);
        }
        else
        {
            item.State = ServableState.Failed;
            item.Reason = "its actor ended unexpectedly; the log says why";
            OnFailed(item, canRetry: true);
        }

        Advance();
    }

    private static bool IsLeaving(ServableState state) =>
        state is ServableState.Draining or ServableState.Unloading or ServableState.Ended;

    private void OnFailed(Incarnation item, bool canRetry, Task? retryWhen = null)
    {
        parts.Log.Failed(item.Id, item.Reason);
        item.Failures++;
        if (retryWhen is not null)
            Context.PipeToSelf(retryWhen, () => new Retry(item.Number), _ => new Retry(item.Number));
        if (!canRetry)
            return;
        var delay = FirstRetry * Math.Pow(2, Math.Min(item.Failures - 1, 16));
        delay = delay > LongestRetry ? LongestRetry : delay;
        parts.Log.RetryIn(item.Id, delay);
        Context.Timers.StartSingleTimer(item.Number, new Retry(item.Number), delay);
    }

    /// <summary>Takes every step there is, publishing first: a servable that is to drain gets no new requests.</summary>
    private void Advance()
    {
        while (_book.NextStep() is { } step)
        {
            var item = _book.Find(step.Number)!;
            if (step.Kind == TransitionKind.Load)
                Start(item);
            else
                Retire(item);
        }

        var hasLeft = _leaveNumber > 0 && _book.Incarnations.Count == 0;
        if (!hasLeft)
            Publish(); // else the registry takes the routes away, and they must not come back
        Answer();
        if (hasLeft)
            LeaveWhenWritten();
    }

    private void Start(Incarnation item)
    {
        item.State = ServableState.Loading;
        item.Reason = "";
        item.Actor ??= Spawn(item);
        item.Actor.Tell(new ServableProtocol.Load());
    }

    private void Retire(Incarnation item)
    {
        item.IsRetiring = true;
        if (item.Actor is null)
        {
            _book.Remove(item);
            return;
        }

        item.State = ServableState.Draining;
        Publish();
        item.Actor.Tell(new ServableProtocol.Retire());
    }

    private ActorRef<IServableMessage> Spawn(Incarnation item, FoundReplica? found = null)
    {
        var observer = Self.Map<ServableProtocol.Observed>(observed => new Changed(observed));
        var order = new ServableOrder(item.Number, item.Generation, item.Artefact, item.Wanted, found);
        var actor = Context.Spawn(parts.Spawner.Props(order, observer), $"{item.Id.Version}-{item.Number}-{++_spawned}");
        Context.Watch(actor, new ServableGone(item.Number));
        return actor;
    }

    private ModelRoutes Routes()
    {
        var self = Self;
        return _book.Routes(() => self.Tell(new Activate()));
    }

    private void Publish()
    {
        SetGates(drained: false);
        var routes = Routes();
        parts.Routes.Publish(routes);
        SetGates(drained: true);
        parts.Board.Publish(_book.Intent, routes.View, _book.Aspired, _history);
        WritePromotion(NewestOf(routes));
    }

    /// <summary>
    /// Tells mailboxes what operators decided: those that take requests before the routes lead to them, the others when the
    /// routes do not lead there any more.
    /// </summary>
    private void SetGates(bool drained)
    {
        foreach (var item in _book.Incarnations)
        {
            var gate = _book.GateOf(item.Id.Version);
            if (gate == MailboxGate.Drained == drained && item.TrySet(gate) && drained)
                Context.PipeToSelf(item.Servable!.WhenEmptyAsync(), () => new Emptied(), _ => new Emptied());
        }
    }

    /// <summary>The version that requests go to which name none, when no traffic plan shares them out.</summary>
    private static ModelVersion? NewestOf(ModelRoutes routes) => routes switch
    {
        { Traffic.Shares: [var only] } => only.Version,
        { Traffic.Shares.Count: 0, Available: [var newest, ..] } => newest.Model.Id.Version,
        _ => null,
    };

    private void Answer()
    {
        DropNames();
        RetryWaiting();
        AnswerCommands();
        if (_book.Incarnations.Count > 0)
            return;
        foreach (var replyTo in _waitForStop)
            replyTo.Tell(AdminOutcome.Done);
        _waitForStop.Clear();
    }
}
