using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Pipelines;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using static ModelCluster.Actors.Models.ServableProtocol;

namespace ModelCluster.Actors.Models;

/// <summary>
/// One incarnation of one version: loads it, owns its session and mailbox while it serves, drains and unloads it. Requests do
/// not come this way: they go straight to the <see cref="Servable"/>. Tells its supervisor of every step.
/// </summary>
internal sealed class ServableActor : Actor<IServableMessage>
{
    private readonly int _number;
    private readonly ServableId _id;
    private readonly Artefact _artefact;
    private readonly AspiredModel _wanted;
    private readonly ServingParts _parts;
    private readonly ActorRef<Observed> _supervisor;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServableState _state = ServableState.New;
    private Servable? _servable;
    private bool _isRetired;
    private Action? _stopChecking;

    internal ServableActor(int number, Artefact artefact, AspiredModel wanted, ServingParts parts, ActorRef<Observed> supervisor)
    {
        _number = number;
        _id = new ServableId(wanted.Name, artefact.Version);
        _artefact = artefact;
        _wanted = wanted;
        _parts = parts;
        _supervisor = supervisor;
    }

    /// <inheritdoc/>
    protected internal override void Receive(IServableMessage message)
    {
        switch (message)
        {
            case Load:
                StartLoading();
                break;
            case FileRead when _state == ServableState.Loading:
                Become(ServableState.Warming);
                break;
            case FileRead:
                break;
            case Noted noted:
                _parts.Log.Noted(_id, noted.Note);
                break;
            case Loaded loaded:
                OnLoaded(loaded.Servable);
                break;
            case LoadFailed failed:
                OnLoadFailed(failed.Failure);
                break;
            case Retire:
                OnRetire();
                break;
            case Drained:
                StartUnloading();
                break;
            case Unloaded:
                End();
                break;
            case Broken broken:
                throw new InvalidOperationException($"{_id} could not be drained or unloaded: {broken.Failure.Message}", broken.Failure);
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>When it is stopped without a retirement: the session is freed once what was accepted is answered.</summary>
    protected internal override void PostStop()
    {
        _ended.TrySetResult();
        _stopChecking?.Invoke();
        if (_servable is { } servable)
            _ = FreeAsync(servable);
    }

    private void StartLoading()
    {
        if (_isRetired)
            return;
        Become(ServableState.Loading);
        var self = Self;
        Context.PipeToSelf(
            LoadAsync(() => self.Tell(new FileRead()), note => self.Tell(new Noted(note))),
            servable => new Loaded(servable),
            failure => new LoadFailed(failure));
    }

    /// <summary>Begins in the actor's turn.</summary>
    private async Task<Servable> LoadAsync(Action warming, Action<string> note)
    {
        var checking = new CancellationTokenSource();
        _stopChecking = checking.Cancel;
        await _parts.Loader.WhenReadyAsync(_id, _artefact, _ended.Task);
        if (_parts.Guard is { } guard)
            await guard.CheckAsync(_id, _artefact, _wanted, checking.Token);
        return await _parts.Loading.RunAsync(() => _parts.Loader.Load(_id, _artefact, _wanted, warming, note));
    }

    private void OnLoaded(Servable servable)
    {
        _servable = servable;
        if (_state == ServableState.Loading)
            Become(ServableState.Warming);
        if (_isRetired)
            StartUnloading();
        else
            Become(ServableState.Available);
    }

    private void OnLoadFailed(Exception failure)
    {
        var isBadArtefact = failure is ModelLoadException;
        var changed = (failure as DependencyMissingException)?.Changed;
        var reason = isBadArtefact || failure is DependencyMissingException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}";
        Become(ServableState.Failed, reason, canRetry: !isBadArtefact && changed is null, changed);
        if (_isRetired)
            End();
    }

    private void OnRetire()
    {
        _isRetired = true;
        _ended.TrySetResult();
        _stopChecking?.Invoke();
        switch (_state)
        {
            case ServableState.Available:
                Become(ServableState.Draining);
                Context.PipeToSelf(_servable!.DrainAsync(), () => new Drained(), failure => new Broken(failure));
                break;
            case ServableState.New or ServableState.Failed:
                End();
                break;
            default:
                break; // loading: unloaded as soon as it is there; draining or unloading: under way
        }
    }

    private void StartUnloading()
    {
        Become(ServableState.Unloading);
        var servable = _servable!;
        _servable = null;
        Context.PipeToSelf(_parts.Loading.RunAsync(servable.Dispose), () => new Unloaded(), failure => new Broken(failure));
    }

    private void End()
    {
        _state = ServableState.Ended;
        _supervisor.Tell(new Observed(_number, ServableState.Ended, "", CanRetry: false, null));
        Context.StopSelf();
    }

    private void Become(ServableState state, string reason = "", bool canRetry = false, Task? retryWhen = null)
    {
        _state = _state.To(state);
        _supervisor.Tell(new Observed(_number, state, reason, canRetry, _servable) { RetryWhen = retryWhen });
    }

    private async Task FreeAsync(Servable servable)
    {
        try
        {
            await servable.DrainAsync();
            await _parts.Loading.RunAsync(servable.Dispose);
        }
        catch (Exception failure)
        {
            _parts.Log.Noted(_id, $"its memory could not be freed: {failure.Message}");
        }
    }
}
