using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>Two nodes, <c>a</c> and <c>b</c>, of which <c>a</c> answers and leads; remembers what it was asked.</summary>
internal sealed class FakeCluster : IClusterInspection, IClusterAdmin
{
    public static readonly NodeId A = NodeId.Parse("a");
    public static readonly NodeId B = NodeId.Parse("b");
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public ClusterStatus Status { get; set; } = new(
        "default",
        A,
        new LeaderStatus(A, 9, Noon),
        new LighthouseStatus(IsConfigured: true, IsReachable: true, TimeSpan.FromMilliseconds(250), 77, ""),
        JournalStatus.Good,
        [
            new MemberStatus(A, 1, MemberState.Up, NodeRoles.All, LinkCondition.Self) { HttpAddress = new Uri("http://10.0.0.1:8000"), Replicas = 1 },
            new MemberStatus(B, 2, MemberState.Leaving, NodeRoles.Worker, LinkCondition.Silent) { IsDrained = true, Replicas = 1 },
        ])
    {
        Placements = 2,
        PlacementMoves = 3,
    };

    public IReadOnlyList<PlacementStatus> Placements { get; set; } =
    [
        new(ModelName.Parse("iris"), ModelVersion.Parse("1"), 7, A, ServableState.Available, "") { MemoryBytes = 4096, Epoch = 12 },
        new(ModelName.Parse("iris"), ModelVersion.Parse("1"), 8, B, ServableState.Loading, ""),
        new(ModelName.Parse("mood"), ModelVersion.Parse("2"), 1, null, ServableState.New, "no node has room"),
    ];

    public ClusterOutcome Outcome { get; set; } = ClusterOutcome.Done("move iris#7 from a to b");

    public List<(ClusterCommand Command, Cause Cause, bool DryRun)> Commands { get; } = [];

    public Task<ClusterAnswer<NodeActors>?> ActorsAsync(NodeId? node, CancellationToken cancellation) => Answer(
        node,
        name => new NodeActors(name, Noon, [new ActorStatus("/user", null, "running", IsIdle: true, 0, TimeSpan.Zero, 3, 0, new ActorFailureStatus(Noon, "IOException", "disk"))]));

    public Task<ClusterAnswer<NodeLoad>?> LoadAsync(NodeId? node, CancellationToken cancellation) => Answer(
        node,
        name => new NodeLoad(name, Noon, TimeSpan.FromSeconds(2), [new ServableLoad(ModelName.Parse("iris"), ModelVersion.Parse("1"), 1) { RequestsPerSecond = 2.5 }]));

    public Task<ClusterOutcome> ExecuteAsync(ClusterCommand command, Cause cause, bool dryRun, CancellationToken cancellation)
    {
        Commands.Add((command, cause, dryRun));
        return Task.FromResult(Outcome);
    }

    /// <summary>Node b does not answer.</summary>
    private static Task<ClusterAnswer<T>?> Answer<T>(NodeId? node, Func<NodeId, T> answer)
    {
        if (node is { } one && one != A && one != B)
            return Task.FromResult<ClusterAnswer<T>?>(null);
        return Task.FromResult<ClusterAnswer<T>?>(new ClusterAnswer<T>(
            node == B ? [] : [answer(A)],
            node == A ? [] : [new NodeProblem(B, "silent for 4 s")]));
    }
}
