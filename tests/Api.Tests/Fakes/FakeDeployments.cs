using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>Deployments as a test sets them; remembers what it was asked for.</summary>
internal sealed class FakeDeployments : IDeploymentManager, IDeploymentDomains
{
    public List<DeploymentView> Views { get; } = [];

    public DeploymentOutcome Outcome { get; set; } = DeploymentOutcome.Done(null);

    public string? NotReadBecause { get; set; }

    public DeploymentSettings? Asked { get; private set; }

    public Cause? Cause { get; private set; }

    public IReadOnlyList<DeploymentView> Deployments => Views;

    public bool IsRead => NotReadBecause is null;

    public bool IsEmpty => true;

    public DeploymentView? Find(ModelName name) => Views.Find(view => view.Name == name);

    public ModelName? Find(ReadOnlySpan<char> host, int? port) => null;

    public Task WhenReadAsync(CancellationToken cancellation) => NotReadBecause is { } reason
        ? Task.FromException(new HistoryUnavailableException(reason, new InvalidOperationException(reason)))
        : Task.CompletedTask;

    public Task<DeploymentOutcome> DeployAsync(ModelName name, DeploymentSettings settings, Cause cause, CancellationToken cancellation)
    {
        (Asked, Cause) = (settings, cause);
        return Task.FromResult(Outcome.Status == DeploymentStatus.Done ? DeploymentOutcome.Done(Record(name, settings)) : Outcome);
    }

    public Task<DeploymentOutcome> DeleteAsync(ModelName name, bool clearAllRecords, Cause cause, CancellationToken cancellation) => Task.FromResult(Outcome);

    public Task<DeploymentOutcome> RollBackAsync(ModelName name, string? deploymentId, Cause cause, CancellationToken cancellation) => Task.FromResult(Outcome);

    public Task<DeploymentOutcome> PinAsync(ModelName name, int? version, Cause cause, CancellationToken cancellation) => Task.FromResult(Outcome);

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(ModelName name, long from, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<HistoryEntry>>(
            Find(name) is null ? [] : [new HistoryEntry(1, DateTimeOffset.UnixEpoch, "deployment-created", "{}", new Cause(CauseKind.ApiKey, "ops"))]);

    internal static DeploymentRecord Record(ModelName name, DeploymentSettings settings, int version = 1) => new(
        name.Value, version, new string('a', 32), DateTimeOffset.UnixEpoch.AddTicks(15_869_323_932_686_780), settings, "1.0.0", "/models/iris/1/model.onnx", "threads: 1\n", "{}");
}
