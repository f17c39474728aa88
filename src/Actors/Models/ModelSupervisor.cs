using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Admin;
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
    private readonly List<ReplyTo<AdminOutcome>> _waitForLoad = [];
    private readonly List<ReplyTo<AdminOutcome>> _waitForUnload = [];
    private string? _lastProblem;
    private int _leaveNumber;
    private int _spawned;

    private AspiredModel Nothing => _book.Aspired with { Found = [], Problem = null };

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
        var outcome = new AdminOutcome(AdminStatus.Failed, $"the supervisor of '{_book.Aspired.Name}' was stopped before it was done");
        Tell(_waitForLoad, outcome);
        Tell(_waitForUnload, outcome);
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
                parts.Log.WithoutHistory(_book.Aspired.Name);
                Begin();
                break;
            case BeginWithoutHistory:
                break;
            case SetAspired set:
                _leaveNumber = 0;
                Aspire(set.Model);
                break;
            case Leave leave:
                _leaveNumber = leave.Number;
                Aspire(Nothing);
                break;
            case Load load:
                OnLoad(load);
                break;
            case LoadWritten load:
                DoLoad(load.ReplyTo);
                break;
            case Unload unload:
                OnUnload(unload);
                break;
            case UnloadWritten unload:
                DoUnload(unload.ReplyTo);
                break;
            case Activate when _book.IsDormant:
                _book.AskFor();
                Aspire(_book.Aspired);
                break;
            case Activate:
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

    private void DoLoad(ReplyTo<AdminOutcome> replyTo)
    {
        Tell(_waitForUnload, new AdminOutcome(AdminStatus.Failed, $"'{_book.Aspired.Name}' was loaded again before it was unloaded"));
        _book.AskFor();
        _waitForLoad.Add(replyTo);
        foreach (var item in _book.Incarnations.Where(item => item.State == ServableState.Failed).ToList())
            Retire(item);
        Aspire(_book.Aspired);
    }

    private void DoUnload(ReplyTo<AdminOutcome> replyTo)
    {
        _book.Unload();
        _waitForUnload.Add(replyTo);
        Aspire(_book.Aspired);
    }

    private void Aspire(AspiredModel model)
    {
        if (model.Problem is { } problem && problem != _lastProblem)
            parts.Log.Problem(model.Name, problem);
        _lastProblem = model.Problem;
        WriteProblem(model.Problem);
        _book.SetAspired(model);
        Advance();
    }

    private void OnChanged(ServableProtocol.Observed observed)
    {
        if (_book.Find(observed.Number) is not { } item || (item.IsRetiring && !IsLeaving(observed.State)))
            return;
        item.State = observed.State;
        item.Reason = observed.Reason;
        item.Servable = observed.Servable ?? (observed.State == ServableState.Draining ? item.Servable : null);
        if (observed.State == ServableState.Failed)
            OnFailed(item, observed.CanRetry);
        else
            parts.Log.Became(item.Id, observed.State);
        Write(item, observed);
        if (observed.State == ServableState.Ended)
            _book.Remove(item);
        Advance();
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

    private void OnFailed(Incarnation item, bool canRetry)
    {
        parts.Log.Failed(item.Id, item.Reason);
        item.Failures++;
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
            registry.Tell(new RegistryProtocol.Left(_book.Aspired.Name, _leaveNumber));
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

    private ActorRef<IServableMessage> Spawn(Incarnation item)
    {
        var observer = Self.Map<ServableProtocol.Observed>(observed => new Changed(observed));
        var actor = Context.Spawn(
            Props.Create<IServableMessage>(() => new ServableActor(item.Number, item.Artefact, item.Wanted, parts, observer)),
            $"{item.Id.Version}-{item.Number}-{++_spawned}");
        Context.Watch(actor, new ServableGone(item.Number));
        return actor;
    }

    private void Publish()
    {
        var self = Self;
        parts.Routes.Publish(_book.Routes(() => self.Tell(new Activate())));
    }

    private void Answer()
    {
        if (_book.IsSettled && _waitForLoad.Count > 0)
        {
            var problem = _book.LoadProblem();
            var outcome = problem.Length == 0
                ? AdminOutcome.Done
                : new AdminOutcome(AdminStatus.Failed, $"failed to load '{_book.Aspired.Name}': {problem}");
            Tell(_waitForLoad, outcome);
        }

        if (_book.Incarnations.Count == 0)
            Tell(_waitForUnload, AdminOutcome.Done);
    }

    private static void Tell(List<ReplyTo<AdminOutcome>> waiting, AdminOutcome outcome)
    {
        foreach (var replyTo in waiting)
            replyTo.Tell(outcome);
        waiting.Clear();
    }
}
