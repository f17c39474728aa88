using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Ids;
using static ModelCluster.Actors.Deployments.DeploymentsProtocol;

namespace ModelCluster.Actors.Deployments;

/// <summary>
/// The parent of all deployments: finds them in the journal when the node starts, and tells each several times a second how
/// what it serves does.
/// </summary>
/// <param name="sourcing">Where histories are kept.</param>
/// <param name="directory">Where deployments publish.</param>
/// <param name="observer">Looks at what is served.</param>
/// <param name="log">What operators read.</param>
public sealed class DeploymentsActor(
    EventSourcing<DeploymentState, IDeploymentEvent> sourcing, DeploymentDirectory directory, DeploymentObserver observer, DeploymentsLog log)
    : Actor<IDeploymentsMessage>
{
    private const int Page = 1_000;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ModelName, ActorRef<IDeploymentMessage>> _deployments = [];
    private HashSet<ModelName>? _unread;
    private TimeSpan _retry = FirstRetry;

    /// <summary>How to start it. A deployment that cannot read its history tries again, ever more slowly.</summary>
    public static Props<IDeploymentsMessage> Props(
        EventSourcing<DeploymentState, IDeploymentEvent> sourcing, DeploymentDirectory directory, DeploymentObserver observer, DeploymentsLog log) =>
        Kernel.Props.Create<IDeploymentsMessage>(() => new DeploymentsActor(sourcing, directory, observer, log)).WithStrategy(RecoveryStrategy.Default);

    /// <inheritdoc/>
    protected internal override void PreStart()
    {
        ReadNames();
        Context.Timers.StartPeriodicTimer(nameof(Tick), new Tick(), TickInterval);
    }

    /// <inheritdoc/>
    protected internal override void Receive(IDeploymentsMessage message)
    {
        switch (message)
        {
            case For deployment:
                Observe(deployment.Name, Deployment(deployment.Name)); // what is decided next must not rest on an old look
                Deployment(deployment.Name).Tell(deployment.Message);
                break;
            case Tick:
                OnTick();
                break;
            case Found found:
                _unread = [.. found.Names];
                foreach (var name in found.Names)
                    Deployment(name);
                LookForUnread();
                break;
            case NotFound unreadable:
                log.Unreadable(unreadable.Reason, _retry);
                Context.Timers.StartSingleTimer(nameof(ReadAgain), new ReadAgain(), _retry);
                _retry = _retry * 2 < LongestRetry ? _retry * 2 : LongestRetry;
                break;
            case ReadAgain:
                ReadNames();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ReadNames() => Context.PipeToSelf<IReadOnlyList<ModelName>>(
        Task.Run(ReadNamesAsync), names => new Found(names), failure => new NotFound(failure.Message));

    private async Task<IReadOnlyList<ModelName>> ReadNamesAsync()
    {
        var names = new List<ModelName>();
        var last = DeploymentActor.IdPrefix;
        while (true)
        {
            var page = await sourcing.Journal.ReadIdsAsync(last, Page);
            foreach (var id in page.TakeWhile(id => id.StartsWith(DeploymentActor.IdPrefix, StringComparison.Ordinal)))
            {
                if (ModelName.TryParse(id[DeploymentActor.IdPrefix.Length..], out var name, out _))
                    names.Add(name);
            }

            if (page.Count < Page || !page[^1].StartsWith(DeploymentActor.IdPrefix, StringComparison.Ordinal))
                return names;
            last = page[^1];
        }
    }

    private void OnTick()
    {
        LookForUnread();
        foreach (var (name, deployment) in _deployments)
            Observe(name, deployment);
    }

    private void Observe(ModelName name, ActorRef<IDeploymentMessage> deployment)
    {
        if (directory.Find(name) is { Problem: null, State.Served: { } served })
            deployment.Tell(new DeploymentProtocol.Observe(observer.Observe(name, served.Version)));
    }

    private void LookForUnread()
    {
        if (_unread is null || directory.Read.IsCompleted)
            return;
        _unread.RemoveWhere(name => directory.Find(name) is not null);
        if (_unread.Count == 0)
            directory.MarkRead();
    }

    private ActorRef<IDeploymentMessage> Deployment(ModelName name)
    {
        if (!_deployments.TryGetValue(name, out var deployment))
        {
            var props = Kernel.Props.Create<IDeploymentMessage>(() => new DeploymentActor(name, sourcing, directory, log));
            _deployments[name] = deployment = Context.Spawn(props, name.Value);
        }

        return deployment;
    }
}
