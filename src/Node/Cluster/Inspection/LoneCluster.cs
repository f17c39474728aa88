using System.Diagnostics;
using ModelCluster.Actors.Journal.Feed;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>The cluster of a node that is alone: it leads, holds everything, and waits for nobody. Thread-safe.</summary>
internal sealed class LoneCluster(
    LocalNode node, NodeAddresses addresses, IModelCatalog catalog, IModelControl control, ObservedJournal journal, ActorInspection actors, LoadMeter load)
    : IClusterInspection
{
    private static readonly string Version = typeof(LoneCluster).Assembly.GetName().Version!.ToString(3);

    private readonly DateTimeOffset _upSince = StartedAt();

    /// <inheritdoc/>
    public ClusterStatus Status
    {
        get
        {
            var versions = catalog.Models.SelectMany(model => model.Versions).ToList();
            var replicas = versions.Sum(version => version.Replicas.Count);
            var self = new MemberStatus(node.Id, Environment.ProcessId, MemberState.Up, NodeRoles.All, LinkCondition.Self)
            {
                HttpAddress = addresses.Http,
                DeploymentsAddress = addresses.Deployments,
                Version = Version,
                UpSince = _upSince,
                Cores = Environment.ProcessorCount,
                MemoryBudgetBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3,
                MemoryUsedBytes = versions.Where(version => version.ReadyReplicas > 0).Sum(version => catalog.Statistics(version.Id)?.MemoryBytes ?? 0),
                Replicas = replicas,
            };
            var journalStatus = journal.Problem is { } problem ? new JournalStatus(IsReachable: false, problem) : JournalStatus.Good;
            return new ClusterStatus(node.Cluster, node.Id, new LeaderStatus(node.Id, Term: 0, _upSince), LighthouseStatus.None, journalStatus, [self])
            {
                Placements = replicas,
            };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<PlacementStatus> Placements =>
        [.. catalog.Models.SelectMany(model => model.Versions.SelectMany(PlacementsOf).OrderBy(placed => placed.Number))];

    /// <inheritdoc/>
    public Task<ClusterAnswer<NodeActors>?> ActorsAsync(NodeId? node, CancellationToken cancellation) => AnswerAsync(node, actors.Look);

    /// <inheritdoc/>
    public Task<ClusterAnswer<NodeLoad>?> LoadAsync(NodeId? node, CancellationToken cancellation) => AnswerAsync(node, load.Read);

    private Task<ClusterAnswer<T>?> AnswerAsync<T>(NodeId? asked, Func<T> look) =>
        Task.FromResult(asked is null || asked == node.Id ? new ClusterAnswer<T>([look()], []) : null);

    private IEnumerable<PlacementStatus> PlacementsOf(ServableView version)
    {
        var memory = version.ReadyReplicas == 0 ? 0 : (catalog.Statistics(version.Id)?.MemoryBytes ?? 0) / version.ReadyReplicas;
        return version.Replicas.Select(replica => new PlacementStatus(version.Id.Model, version.Id.Version, replica.Number, node.Id, replica.State, replica.Reason)
        {
            MemoryBytes = replica.State == ServableState.Available ? memory : 0,
            PinnedBy = PinOf(version),
        });
    }

    private string? PinOf(ServableView version)
    {
        if (control.Find(version.Id.Model)?.Intent.Pinned == version.Id.Version)
            return "operator: pin";
        return version.Hold is { } hold and not OperatorHold.Unloaded ? $"operator: {hold.ToString().ToLowerInvariant()}" : null;
    }

    private static DateTimeOffset StartedAt()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime());
    }
}
