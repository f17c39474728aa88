using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Actors.Deployments;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Journal;

namespace ModelCluster.Actors.Tests.Deployments;

/// <summary>Deployments on a journal that a test can break, with models that are in the states that it says.</summary>
internal sealed class DeploymentsFixture : IAsyncDisposable
{
    private static readonly Cause Operator = new(CauseKind.ApiKey, "ops");
    private readonly VirtualTime _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ActorSystem _system;
    private readonly ActorRef<IDeploymentsMessage> _deployments;

    internal DeploymentsFixture(InMemoryJournal? stored = null, bool isJournalAway = false)
    {
        Stored = stored ?? new InMemoryJournal();
        Journal = new FaultyJournal(Stored) { ReadFailure = isJournalAway ? Away : null };
        _system = new ActorSystem(_events, _time);
        var sourcing = new EventSourcing<DeploymentState, IDeploymentEvent>(Journal, DeploymentEvents.Codec, DeploymentState.Codec);
        _deployments = _system.Spawn(
            DeploymentsActor.Props(sourcing, Directory, new DeploymentObserver(Models, "here", _time), new DeploymentsLog(NullLogger<DeploymentsLog>.Instance)));
    }

    internal static ModelName Name { get; } = ModelName.Parse("carls_model");

    internal static JournalUnavailableException Away { get; } = new("the database is away.", mayHaveBeenWritten: false);

    internal InMemoryJournal Stored { get; }

    internal FaultyJournal Journal { get; }

    internal DeploymentDirectory Directory { get; } = new();

    internal ServedModels Models { get; } = new();

    internal DeploymentSnapshot Snapshot => Directory.Find(Name)!;

    internal Task WhenReadAsync() => Directory.Read.OrFailAsync("the deployments from the journal");

    internal Task<DeploymentOutcome> DeployAsync(string id, DeploymentSettings? settings = null) =>
        AskAsync(replyTo => new DeploymentProtocol.Deploy(Records.Of(id, settings: settings), Operator, replyTo));

    internal Task<DeploymentOutcome> DeleteAsync(bool clear = false) => AskAsync(replyTo => new DeploymentProtocol.Delete(clear, Operator, replyTo));

    internal Task<DeploymentOutcome> PinAsync(int? version) => AskAsync(replyTo => new DeploymentProtocol.Pin(version, Operator, replyTo));

    /// <summary>The types of the events in the journal.</summary>
    internal async Task<IReadOnlyList<string>> EventsAsync() =>
        [.. (await Stored.ReadAsync($"deployment/{Name}", 1, 1_000)).Select(record => record.Event.Type)];

    /// <summary>Moves time on, tick by tick, until it is so.</summary>
    internal async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(RealTimeGuard.Limit);
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(200));
            await _system.WhenIdleAsync();
        }
    }

    /// <summary>Moves time on by ticks, each of which is seen.</summary>
    internal async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(200))
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            await _system.WhenIdleAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync().AsTask().OrFailAsync("the end of the actor system");
        _events.Failures.ShouldBeEmpty();
    }

    private Task<DeploymentOutcome> AskAsync(Func<ReplyTo<DeploymentOutcome>, IDeploymentMessage> message) =>
        _deployments.AskAsync<DeploymentOutcome>(replyTo => new DeploymentsProtocol.For(Name, message(replyTo)), Timeout.InfiniteTimeSpan)
            .AsTask().OrFailAsync("the deployment's answer");
}

/// <summary>A catalog of one model.</summary>
internal sealed class ServedModels : IModelCatalog
{
    private volatile IReadOnlyList<ServableView> _servables = [];

    public IReadOnlyList<ModelView> Models => [new ModelView(DeploymentsFixture.Name, _servables, null, false)];

    public bool IsReady => true;

    /// <summary>The tests of deployments keep no answers.</summary>
    public long Revision => 0;

    public ModelView? Find(ModelName name) => Models[0];

    public ServableStatistics? Statistics(ServableId id) => null;

    /// <summary>The replicas that there are, by version; the first replica of a version is number 10 times the version, and so on.</summary>
    internal void Set(params (int Version, ServableState State)[] replicas) => _servables =
    [
        .. replicas.GroupBy(replica => replica.Version).Select(version => new ServableView(
            new ServableId(DeploymentsFixture.Name, new ModelVersion(version.Key)), version.First().State, "", null, "", "", 0, ModelOptions.Default)
        {
            Replicas =
            [
                .. version.Select((replica, index) => new ReplicaView(
                    (10 * version.Key) + index, replica.State, replica.State == ServableState.Failed ? "it is text" : "")),
            ],
        }),
    ];
}
