using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Deployments;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Deployments;

/// <summary>
/// Plans a change, then asks the deployment's actor for it. One deployment is planned at a time, so that two cannot reserve the
/// same memory. Thread-safe.
/// </summary>
internal sealed class DeploymentManager : IDeploymentManager, IDisposable
{
    /// <summary>How long a caller waits for the journal.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _planning = new(1, 1);
    private readonly DeploymentPlanner _planner;
    private readonly ImageResolver _images;
    private readonly DeploymentDirectory _directory;
    private readonly DeploymentObserver _observer;
    private readonly DeploymentHistory _history;
    private readonly TimeProvider _time;
    private readonly ActorSystem _system;
    private readonly Func<Props<IDeploymentsMessage>> _props;
    private volatile ActorRef<IDeploymentsMessage>? _deployments;
    private int _begun;

    public DeploymentManager(
        DeploymentPlanner planner,
        ImageResolver images,
        DeploymentDirectory directory,
        DeploymentObserver observer,
        DeploymentHistory history,
        DeploymentsLog log,
        EventSourcing<DeploymentState, IDeploymentEvent> sourcing,
        ActorSystem system,
        Leadership leadership)
    {
        (_planner, _images, _directory, _observer, _history, _time) = (planner, images, directory, observer, history, system.Time);
        _system = system;
        _props = () => DeploymentsActor.Props(sourcing, directory, observer, log);
        leadership.OnBegin(Begin);
    }

    /// <summary>
    /// This node begins to lead: the histories are read, since another node may have written them. While it does not lead, what it
    /// knew of deployments is not changed, and nobody asks it: requests are sent on to the leader.
    /// </summary>
    private void Begin()
    {
        if (_deployments is { } earlier)
        {
            _system.Stop(earlier);
            _directory.Clear();
        }

        var count = Interlocked.Increment(ref _begun);
        _deployments = _system.Spawn(_props(), count == 1 ? "deployments" : $"deployments-{count}");
    }

    public IReadOnlyList<DeploymentView> Deployments =>
        [.. _directory.All.Select(pair => View(pair.Key, pair.Value)).Where(IsKnown)];

    public DeploymentView? Find(ModelName name) =>
        _directory.Find(name) is { } snapshot && View(name, snapshot) is var view && IsKnown(view) ? view : null;

    public bool IsRead => _directory.Read.IsCompleted;

    public async Task WhenReadAsync(CancellationToken cancellation)
    {
        try
        {
            await _directory.Read.WaitAsync(Patience, _time, cancellation);
        }
        catch (TimeoutException late)
        {
            throw new HistoryUnavailableException(
                "the deployments could not be read from the journal yet; the log says why, and they are tried again", late);
        }
    }

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(ModelName name, long from, int limit, CancellationToken cancellation) =>
        _history.ReadAsync(name, from, limit, cancellation);

    public async Task<DeploymentOutcome> DeployAsync(ModelName name, DeploymentSettings settings, Cause cause, CancellationToken cancellation)
    {
        await _planning.WaitAsync(cancellation);
        try
        {
            var (record, refusal) = await Task.Run(() => _planner.Plan(name, settings), cancellation);
            return refusal ?? await AskAsync(name, replyTo => new DeploymentProtocol.Deploy(record!, cause, replyTo), cancellation);
        }
        finally
        {
            _planning.Release();
        }
    }

    public async Task<DeploymentOutcome> DeleteAsync(ModelName name, bool clearAllRecords, Cause cause, CancellationToken cancellation) =>
        _directory.Find(name) is null
            ? DeploymentOutcome.Done(null)
            : await AskAsync(name, replyTo => new DeploymentProtocol.Delete(clearAllRecords, cause, replyTo), cancellation);

    public async Task<DeploymentOutcome> RollBackAsync(ModelName name, string? deploymentId, Cause cause, CancellationToken cancellation)
    {
        if (_directory.Find(name) is not { State.Records.Count: > 0 } known)
            return Unknown(name);
        var target = deploymentId is null ? known.State.Records.SkipLast(1).LastOrDefault() : known.State.Find(deploymentId);
        if (target is null)
        {
            return DeploymentOutcome.Refused(
                DeploymentStatus.NotFound,
                deploymentId is null ? $"deployment {name} has one record, and none before it" : $"deployment {name} has no record {deploymentId}",
                "deployment_id");
        }

        await _planning.WaitAsync(cancellation);
        try
        {
            if (await Task.Run(() => WhyNot(name, target), cancellation) is { } refusal)
                return refusal;
            return await AskAsync(
                name,
                replyTo => new DeploymentProtocol.RollBack(target.Version, Guid.NewGuid().ToString("N"), _time.GetUtcNow(), cause, replyTo),
                cancellation);
        }
        finally
        {
            _planning.Release();
        }
    }

    public async Task<DeploymentOutcome> PinAsync(ModelName name, int? version, Cause cause, CancellationToken cancellation) =>
        _directory.Find(name) is not { State.Records.Count: > 0 }
            ? Unknown(name)
            : await AskAsync(name, replyTo => new DeploymentProtocol.Pin(version, cause, replyTo), cancellation);

    public void Dispose() => _planning.Dispose();

    /// <summary>Why an earlier record cannot be served again; null if it can.</summary>
    private DeploymentOutcome? WhyNot(ModelName name, DeploymentRecord record)
    {
        if (!_images.TryFind(record, out var image))
        {
            return DeploymentOutcome.Refused(
                DeploymentStatus.Conflict, $"the file of version {record.Version} is gone: {record.File}; put it back, or choose another record", "deployment_id");
        }

        return _planner.Refusal(name, record.Settings, image);
    }

    private static bool IsKnown(DeploymentView view) => view.IsValid || view.IsActive || view.Problem is not null;

    private DeploymentView View(ModelName name, DeploymentSnapshot snapshot)
    {
        var (state, served) = (snapshot.State, snapshot.State.Served);
        var isActive = state.IsDeployed || (state.Records.Count == 0 && _observer.IsServed(name));
        return new DeploymentView(
            name,
            [.. state.Records.Reverse()],
            isActive,
            state.Pinned,
            served?.Version,
            served?.Settings.Scale ?? 0,
            served is null ? [] : _observer.Replicas(name, served.Version))
        { Problem = snapshot.Problem };
    }

    private async Task<DeploymentOutcome> AskAsync(
        ModelName name, Func<ReplyTo<DeploymentOutcome>, IDeploymentMessage> message, CancellationToken cancellation)
    {
        if (WhyUnreadable(name) is { } unreadable)
            return unreadable;
        if (_deployments is not { } deployments)
            return DeploymentOutcome.Refused(DeploymentStatus.Unavailable, "this node does not lead its cluster yet; try again in a moment");
        try
        {
            return await deployments.AskAsync<DeploymentOutcome>(
                replyTo => new DeploymentsProtocol.For(name, message(replyTo)), Patience, cancellation);
        }
        catch (TimeoutException)
        {
            return DeploymentOutcome.Refused(
                DeploymentStatus.Unavailable, "the journal does not answer; look again later whether the change was made");
        }
        catch (AskFailedException failure)
        {
            return DeploymentOutcome.Refused(DeploymentStatus.Unavailable, $"not done: {failure.Message}");
        }
    }

    /// <summary>Its actor would keep the change until its history is mended, perhaps for days.</summary>
    private DeploymentOutcome? WhyUnreadable(ModelName name) =>
        _directory.Find(name)?.Problem is { } problem ? DeploymentOutcome.Refused(DeploymentStatus.Unavailable, problem) : null;

    private DeploymentOutcome Unknown(ModelName name) =>
        WhyUnreadable(name) ?? DeploymentOutcome.Refused(DeploymentStatus.NotFound, $"unknown deployment {name}");
}
