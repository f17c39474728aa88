using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Micro.Placement;

/// <summary>Placement at 200 nodes and 100,000 replicas, on one core.</summary>
internal static class PlacementSuite
{
    private const int Nodes = 200;
    private const int Replicas = 100_000;
    private const int Singles = 10_000;

    internal static async Task RunAsync(Report report)
    {
        var members = Members();
        var loaded = Wanted(isLazy: false);
        var lazy = Wanted(isLazy: true);
        var placed = PlacementPolicy.Plan(members, loaded).Replicas;
        report.Add(await TakeAsync("full pass: nothing is placed yet", () => PlacementPolicy.Plan(members, loaded)), target: 1);
        report.Add(await TakeAsync("full pass: all lazy, nothing is placed yet", () => PlacementPolicy.Plan(members, lazy)), target: 1);
        report.Add(await TakeAsync("full pass: all is well placed", () => PlacementPolicy.Plan(members, placed)), target: 1);

        var book = Open(members, placed);
        var lost = 0;
        report.Add(await TakeAsync("a node is lost (500 replicas), and comes back empty", () =>
        {
            var gone = members[lost++].Node;
            book.SetMembers([.. members.Where(member => member.Node != gone)]);
            book.SetMembers(members);
        }));

        var even = Open(members, placed);
        report.Add(await TakeAsync("rebalance, where nothing is to be done", () => even.Rebalance(new RebalanceLimits())));
        var homes = Open(members, lazy);
        var capacity = members[0].MemoryBudgetBytes;
        report.Add(await TakeAsync("rebalance, all lazy, after the members changed", () =>
        {
            members[0] = members[0] with { MemoryBudgetBytes = ++capacity };
            homes.SetMembers(members);
            homes.Rebalance(new RebalanceLimits());
        }));
        report.Add(await TakeAsync("rebalance, all lazy, once more", () => homes.Rebalance(new RebalanceLimits())));
        var single = Wanted(isLazy: false, from: Replicas, count: Singles);
        report.Add(await Measurement.TakeAsync("place one of 100,001, and remove it", Singles, () =>
        {
            foreach (var replica in single)
            {
                even.Place(replica);
                even.Remove(replica.Key);
            }

            return Task.CompletedTask;
        }), target: 20_000);
    }

    private static Task<Measurement> TakeAsync(string name, Action pass) => Measurement.TakeAsync(name, 1, () =>
    {
        pass();
        return Task.CompletedTask;
    });

    private static PlacementBook Open(PlacementMember[] members, IReadOnlyCollection<ReplicaPlacement> replicas)
    {
        var book = new PlacementBook();
        book.SetMembers(members);
        book.Place(replicas);
        return book;
    }

    private static PlacementMember[] Members() =>
        [.. Enumerable.Range(0, Nodes).Select(number => new PlacementMember(NodeId.Parse($"node-{number}"), MemberState.Up, 128_000_000_000) { Cores = 16 })];

    /// <summary>Two replicas of each model, from 5 to 200 MB.</summary>
    private static ReplicaPlacement[] Wanted(bool isLazy, int from = 0, int count = Replicas)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(from, count).Select(number => new ReplicaPlacement(
            new ReplicaKey(ModelName.Parse($"model-{number / 2}"), (number % 2) + 1), new ModelVersion(1), random.NextInt64(5_000_000, 200_000_000))
        {
            IsLazy = isLazy,
        })];
    }
}
