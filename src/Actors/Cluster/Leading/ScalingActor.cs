using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>
/// Lets the number of a model's replicas follow its load, between <c>replicas</c> and <c>max_replicas</c> of its settings, as
/// <see cref="ReplicaAutoscaler"/> says. Asks nobody anything while no model has such bounds.
/// </summary>
/// <param name="routes">The models as they are.</param>
/// <param name="readLoads">What the servables of every node have to do; those that do not answer are left out.</param>
/// <param name="registry">Whom to tell.</param>
internal sealed class ScalingActor(
    RouteTable routes, Func<CancellationToken, Task<IReadOnlyList<NodeLoad>>> readLoads, ActorRef<IRegistryMessage> registry) : Actor<IScalingMessage>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ModelName, Watched> _watched = [];
    private bool _isReading;

    /// <inheritdoc/>
    protected internal override void PreStart() => Context.Timers.StartPeriodicTimer(nameof(Look), new Look(), Interval);

    /// <inheritdoc/>
    protected internal override void Receive(IScalingMessage message)
    {
        switch (message)
        {
            case Look when !_isReading:
                OnLook();
                break;
            case Loads loads:
                _isReading = false;
                foreach (var model in Scaled())
                    Decide(model, loads.Nodes);
                break;
            default:
                break; // the look before takes long
        }
    }

    private List<ModelView> Scaled() => [.. routes.All.Select(model => model.View).Where(view => view.Versions.Any(version => version.Options.MaxReplicas > 0))];

    private void OnLook()
    {
        var models = Scaled();
        foreach (var gone in _watched.Keys.Except(models.Select(model => model.Name)).ToList())
            _watched.Remove(gone);
        if (models.Count == 0)
            return;
        _isReading = true;
        Context.PipeToSelf(readLoads(CancellationToken.None), nodes => new Loads(nodes), _ => new Loads([]));
    }

    private void Decide(ModelView model, IReadOnlyList<NodeLoad> nodes)
    {
        if (model.Versions.FirstOrDefault(version => version is { TakesRequests: true, Options.MaxReplicas: > 0 }) is not { } version)
            return;
        var now = Context.Time.GetTimestamp();
        if (!_watched.TryGetValue(model.Name, out var watched) || watched.Replicas != version.DesiredReplicas)
            _watched[model.Name] = watched = new Watched(version.DesiredReplicas, now);
        var loads = nodes.SelectMany(node => node.Servables).Where(load => load.Model == model.Name && load.Version == version.Id.Version).ToList();
        if (loads.Count == 0)
            return;
        var replicas = Math.Max(1, loads.Sum(load => load.Replicas));
        watched.Samples.Add((now, loads.Sum(load => load.Outstanding) / (double)replicas, loads.Sum(load => load.QueueDepth) / (double)replicas, loads.Max(load => load.OldestWaiting)));
        var settings = SettingsOf(version);
        watched.Samples.RemoveAll(sample => Context.Time.GetElapsedTime(sample.At) > settings.DownAfter + Interval + Interval);
        var decision = ReplicaAutoscaler.Decide(
            watched.Replicas,
            Context.Time.GetElapsedTime(watched.Since),
            [.. watched.Samples.Select(sample => new LoadSample(Context.Time.GetElapsedTime(sample.At), sample.Outstanding, sample.Queue, sample.Oldest))],
            settings);
        if (decision.Reason is { } reason)
            registry.Tell(new RegistryProtocol.Scale(model.Name, decision.Replicas, reason));
    }

    private static AutoscalerSettings SettingsOf(ServableView version) =>
        new(version.Options.MinReplicas ?? version.Options.Replicas, version.Options.MaxReplicas!.Value)
        {
            Concurrency = version.Options.Instances ?? Environment.ProcessorCount,
            LatencyObjective = version.Options.LatencyObjective,
        };

    private sealed class Watched(int replicas, long since)
    {
        internal int Replicas => replicas;

        internal long Since => since;

        internal List<(long At, double Outstanding, double Queue, TimeSpan Oldest)> Samples { get; } = [];
    }

    private sealed record Look : IScalingMessage;

    private sealed record Loads(IReadOnlyList<NodeLoad> Nodes) : IScalingMessage;
}

/// <summary>What the scaling actor understands.</summary>
internal interface IScalingMessage;
