using FsCheck.Fluent;
using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;
using static ModelCluster.Cluster.Tests.Placement.Scenario;

namespace ModelCluster.Cluster.Tests.Placement;

public sealed class RebalanceTests
{
    private static readonly RebalanceLimits Limits = new(0.1, 3);

    [Fact]
    public void Comes_to_an_end_and_then_moves_nothing() =>
        Prop.ForAll(Any, scenario =>
        {
            var book = scenario.Open();
            RunToItsEnd(book).ShouldBeLessThan(500);
            book.Rebalance(Limits).ShouldBeEmpty();
        }).Holds();

    [Fact]
    public void Never_breaks_a_budget_nor_brings_replicas_together_nor_uses_a_node_that_takes_none() =>
        Prop.ForAll(Any, scenario =>
        {
            var book = scenario.Open();
            var members = scenario.Members.ToDictionary(member => member.Node);
            var before = book.Replicas.ToList();
            var changes = book.Rebalance(Limits);
            var after = book.Replicas.ToList();
            foreach (var change in changes)
            {
                change.From.ShouldNotBeNull();
                var member = members[change.To!.Value];
                (member is { State: MemberState.Up, IsReachable: true } && member.Roles.HasFlag(NodeRoles.Worker)).ShouldBeTrue();
                after.Where(each => !each.IsLazy && (each.Node == change.To || each.HandedOverFrom == change.To)).Sum(each => each.MemoryBytes)
                    .ShouldBeLessThanOrEqualTo(member.MemoryBudgetBytes);
            }

            Together(after).ShouldBeLessThanOrEqualTo(Together(before));
        }).Holds();

    [Fact]
    public void No_more_hand_offs_than_the_limit_are_under_way() =>
        Prop.ForAll(Any, scenario =>
        {
            var book = scenario.Open();
            var before = book.HandOffs;
            book.Rebalance(Limits);
            book.HandOffs.ShouldBeLessThanOrEqualTo(Math.Max(before, Limits.MovesAtOnce));
        }).Holds();

    [Fact]
    public void The_order_of_the_inputs_makes_no_difference() =>
        Prop.ForAll(Any, scenario =>
        {
            var other = new Scenario([.. scenario.Members.Reverse()], [.. scenario.Replicas.Reverse()]);
            other.Open().Rebalance(Limits).ShouldBe(scenario.Open().Rebalance(Limits));
        }).Holds();

    [Fact]
    public void A_node_that_joined_gets_its_share_in_the_fewest_moves()
    {
        var book = Opened(4, [.. Enumerable.Range(1, 100).Select(number => Replica($"model-{number}", 1, 20))]);
        book.SetMembers([.. Enumerable.Range(1, 5).Select(number => Worker(number))]).ShouldBeEmpty();

        RunToItsEnd(book).ShouldBeInRange(16, 18, "its even share is 20, and within the tolerance 16 are enough");
        Spread(book).ShouldBeLessThanOrEqualTo(0.1);
    }

    [Fact]
    public void A_node_that_joined_gets_some_of_few_and_small_replicas_too()
    {
        var book = Opened(2, [.. Enumerable.Range(1, 6).Select(number => Replica($"model-{number}", 1, 0))]);
        book.SetMembers([Worker(1), Worker(2), Worker(3)]);
        RunToItsEnd(book).ShouldBe(2);
        book.Replicas.CountBy(replica => replica.Node!.Value).Select(count => count.Value).ShouldBe([2, 2, 2]);
    }

    [Fact]
    public void Replicas_that_had_to_be_together_part_when_a_node_joins()
    {
        var book = Opened(1, Replica("a", 1), Replica("a", 2));
        book.SetMembers([Worker(1), Worker(2)]).ShouldBeEmpty();
        book.Rebalance(Limits).ShouldBe([new PlacementChange(Replica("a", 1).Key, Named(1), Named(2))]);
    }

    [Fact]
    public void A_node_above_its_budget_gives_away_the_smallest_replica_that_is_enough()
    {
        var book = Opened(1, Replica("a", 1, 100), Replica("b", 1, 200), Replica("c", 1, 300));
        book.SetMembers([Worker(1, 450), Worker(2, 400)]);
        book.Rebalance(Limits).ShouldContain(new PlacementChange(Replica("b", 1).Key, Named(1), Named(2)));
    }

    [Fact]
    public void A_lazy_model_goes_to_its_new_home()
    {
        var lazy = Enumerable.Range(1, 100).Select(number => Replica($"lazy-{number}", 1) with { IsLazy = true }).ToArray();
        var book = Opened(3, lazy);
        book.SetMembers([Worker(1), Worker(2), Worker(3), Worker(4)]);
        RunToItsEnd(book);
        foreach (var replica in book.Replicas)
            replica.Node.ShouldBe(RendezvousHash.HomeOf(replica.Key.Model, Enumerable.Range(1, 4).Select(number => (Named(number), 1.0))));
    }

    [Fact]
    public void A_replica_too_large_to_move_does_not_keep_others_from_being_evened_out()
    {
        var book = Opened(3, Replica("giant", 1, 900), Replica("a", 1, 200), Replica("b", 1, 200));
        book.SetMembers([Worker(1), Worker(2), Worker(3), Worker(4, 500)]);
        book.Place(Replica("c", 1, 200));
        RunToItsEnd(book);
        book.Replicas.CountBy(replica => replica.Node!.Value).ShouldAllBe(node => node.Value == 1);
    }

    private static PlacementBook Opened(int workers, params ReplicaPlacement[] replicas) =>
        new Scenario([.. Enumerable.Range(1, workers).Select(number => Worker(number))], replicas).Open();

    /// <summary>Ends all hand-offs, and rebalances again, until nothing is left to do.</summary>
    /// <returns>How many moves it took.</returns>
    private static int RunToItsEnd(PlacementBook book)
    {
        var moves = 0;
        while (true)
        {
            foreach (var replica in book.Replicas.Where(replica => replica.HandedOverFrom is not null))
                book.HandedOver(replica.Key);
            var changes = book.Rebalance(Limits);
            moves += changes.Count;
            if (changes.Count == 0 || moves > 1000)
                return moves;
        }
    }

    /// <summary>Pairs of replicas of one version on one node.</summary>
    private static int Together(IEnumerable<ReplicaPlacement> replicas) => replicas
        .Where(replica => replica.Node is not null)
        .GroupBy(replica => (replica.Key.Model, replica.Version, replica.Node))
        .Sum(group => group.Count() * (group.Count() - 1) / 2);

    private static double Spread(PlacementBook book)
    {
        var shares = book.Replicas.GroupBy(replica => replica.Node).Select(node => node.Sum(each => each.MemoryBytes / 1e9) + (node.Count() * 0.01 / 4)).ToList();
        return shares.Max() - shares.Min();
    }
}
