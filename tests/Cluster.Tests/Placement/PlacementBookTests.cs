using FsCheck.Fluent;
using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using static ModelCluster.Cluster.Tests.Placement.Scenario;

namespace ModelCluster.Cluster.Tests.Placement;

/// <summary>What the book does that a plan from scratch cannot show: one change after another.</summary>
public sealed class PlacementBookTests
{
    [Fact]
    public void Told_step_by_step_it_decides_as_a_plan_from_scratch_would() =>
        Prop.ForAll(Any, Any, (first, second) =>
        {
            var book = first.Open();
            foreach (var replica in first.Replicas.Take(5))
                book.Remove(replica.Key);
            foreach (var replica in first.Replicas.Skip(5).Take(5))
                book.Resize(replica.Key, replica.MemoryBytes * 3 / 2);
            foreach (var replica in first.Replicas.Skip(7).Take(5))
                book.HandedOver(replica.Key);
            foreach (var replica in first.Replicas.Skip(12).Take(5))
            {
                book.Retire(replica.Key);
                book.Remove(replica.Key);
            }

            var expected = PlacementPolicy.Plan(second.Members, book.Replicas);

            book.SetMembers(second.Members);

            book.Replicas.ShouldBe(expected.Replicas, ignoreOrder: true);
        }).Holds();

    [Fact]
    public void Its_changes_are_exactly_what_differs_afterwards() =>
        Prop.ForAll(Any, Any, (first, second) =>
        {
            var book = first.Open();
            var before = book.Replicas.ToDictionary(replica => replica.Key);
            var changes = book.SetMembers(second.Members).ToDictionary(change => change.Key);
            foreach (var after in book.Replicas)
            {
                if (changes.TryGetValue(after.Key, out var change) && change.Reason is null)
                    (change.From, change.To).ShouldBe((after.HandedOverFrom, after.Node));
                else if (change is null && before[after.Key].Node is not null && after.Node is not null)
                    after.Node.ShouldBe(before[after.Key].Node);
            }
        }).Holds();

    [Fact]
    public void One_replica_goes_where_the_rules_say() =>
        Prop.ForAll(Any, scenario =>
        {
            var book = scenario.Open();
            var replica = Replica("model-1", 1000, 50);
            var placed = book.Replicas.ToList();
            var expected = scenario.Members
                .Where(member => member is { State: MemberState.Up, IsReachable: true } && member.Roles.HasFlag(NodeRoles.Worker))
                .Where(member => member.MemoryBudgetBytes - placed.Where(each => !each.IsLazy && (each.Node == member.Node || each.HandedOverFrom == member.Node))
                    .Sum(each => each.MemoryBytes) >= replica.MemoryBytes)
                .OrderBy(member => placed.Count(each => each.Node == member.Node && each.Key.Model == replica.Key.Model && each.Version == replica.Version))
                .ThenBy(member => member.Load + ShareWith(member, placed, replica))
                .ThenBy(member => RendezvousHash.Delay(RendezvousHash.KeyOf(replica.Key), RendezvousHash.SeedOf(member.Node), 1))
                .Select(member => (NodeId?)member.Node).FirstOrDefault();

            book.Place(replica).To.ShouldBe(expected);
        }).Holds();

    [Fact]
    public void A_replica_on_a_leaving_node_stays_there_until_it_is_up_elsewhere()
    {
        var book = Opened(2, Replica("a", 1));
        var home = NodeOf(book, "a", 1)!.Value;
        var other = home == Named(1) ? Named(2) : Named(1);

        book.SetMembers([Leaving(home), Member(other)]).ShouldBe([new PlacementChange(Replica("a", 1).Key, home, other)]);
        book.HandOffs.ShouldBe(1);
        book.HandedOver(Replica("a", 1).Key).ShouldBeEmpty();
        book.HandOffs.ShouldBe(0);
        book.SetMembers([Member(other)]).ShouldBeEmpty();
    }

    [Fact]
    public void A_leaving_node_that_nobody_can_replace_keeps_its_replicas_and_the_reason_is_said_once()
    {
        var book = Opened(1, Replica("a", 1, 120));
        book.SetMembers([Leaving(Named(1)), Worker(2, 80)]).ShouldBe([new PlacementChange(
            Replica("a", 1).Key, Named(1), null,
            "needs 120 MB, but no worker has more than 80 MB of its budget left; it stays on node-1, which is leaving")]);
        book.SetMembers([Leaving(Named(1)), Worker(2, 90)]).ShouldBeEmpty();
        book.ReasonFor(Replica("a", 1).Key)!.ShouldContain("90 MB");
        book.SetMembers([Leaving(Named(1)), Worker(2, 120)]).ShouldBe([new PlacementChange(Replica("a", 1).Key, Named(1), Named(2))]);
    }

    [Fact]
    public void A_hand_off_whose_target_is_lost_ends_where_the_replica_still_is()
    {
        var book = Opened(1, Replica("a", 1));
        book.SetMembers([Leaving(Named(1)), Worker(2)]);
        book.SetMembers([Worker(1), Worker(3)]).ShouldBe([new PlacementChange(Replica("a", 1).Key, null, Named(1))]);
        book.HandOffs.ShouldBe(0);
    }

    [Fact]
    public void A_hand_off_from_a_leaving_node_goes_to_another_where_its_target_is_lost()
    {
        var book = Opened(1, Replica("a", 1));
        book.SetMembers([Leaving(Named(1)), Worker(2)]);
        book.SetMembers([Leaving(Named(1)), Worker(3)]).ShouldBe([new PlacementChange(Replica("a", 1).Key, Named(1), Named(3))]);
    }

    [Fact]
    public void Memory_that_is_being_handed_over_is_nobody_elses_until_it_has_been()
    {
        var book = Opened(1, Replica("a", 1, 900));
        book.SetMembers([Leaving(Named(1)), Worker(2)]);
        book.SetMembers([Worker(1), Worker(2)]);
        book.Place(Replica("b", 1, 800)).Reason.ShouldBe("needs 800 MB, but no worker has more than 100 MB of its budget left");
        book.HandedOver(Replica("a", 1).Key).ShouldBe([new PlacementChange(Replica("b", 1).Key, null, Named(1))]);
    }

    [Fact]
    public void A_replica_that_is_on_its_way_out_keeps_its_memory_but_no_sibling_away()
    {
        var book = Opened(2, Replica("a", 1, 400), Replica("b", 1, 400));
        var home = NodeOf(book, "a", 1)!.Value;
        book.Retire(Replica("a", 1).Key).ShouldBeEmpty();
        book.Place(Replica("c", 1, 700)).To.ShouldBeNull();
        book.Place(Replica("a", 2, 100)).To.ShouldBe(home, "it is the emptier one, and none of the version counts there");
        book.SetMembers([Worker(1), Worker(2), Worker(3, 50)]).ShouldBeEmpty();
        book.Remove(Replica("a", 1).Key).ShouldBe([new PlacementChange(Replica("c", 1).Key, null, home)]);
        book.HandOffs.ShouldBe(0);
    }

    [Fact]
    public void A_replica_that_retires_in_a_hand_off_leaves_the_new_node_at_once_and_the_old_one_when_it_is_gone()
    {
        var book = Opened(1, Replica("a", 1, 900));
        book.SetMembers([Leaving(Named(1)), Worker(2)]);
        book.Retire(Replica("a", 1).Key);
        book.HandOffs.ShouldBe(1);
        book.Place(Replica("a", 2, 900)).To.ShouldBe(Named(2));
        book.SetMembers([Worker(2)]).ShouldBeEmpty();
        book.HandOffs.ShouldBe(0);
    }

    [Fact]
    public void Room_that_is_given_back_goes_to_the_largest_that_waits_and_fits()
    {
        var book = Opened(1, Replica("a", 1, 500), Replica("b", 1, 500));
        book.Place(Replica("small", 1, 200)).To.ShouldBeNull();
        book.Place(Replica("large", 1, 400)).To.ShouldBeNull();
        book.Place(Replica("giant", 1, 600)).To.ShouldBeNull();
        book.Remove(Replica("a", 1).Key).ShouldBe([new PlacementChange(Replica("large", 1).Key, null, Named(1))]);
        book.Homeless.ShouldBe(2);
    }

    [Fact]
    public void Without_a_worker_the_reason_says_so()
    {
        var book = new PlacementBook();
        book.Place(Replica("a", 1)).Reason.ShouldBe("the cluster has no members");
        book.SetMembers([Worker(1) with { Roles = NodeRoles.Api }, Worker(2) with { IsReachable = false }]).ShouldBeEmpty();
        book.ReasonFor(Replica("a", 1).Key).ShouldBe("none of the 2 members is a worker that is up and within reach");
    }

    [Fact]
    public void An_unreachable_worker_keeps_what_it_has()
    {
        var book = Opened(1, Replica("a", 1));
        book.SetMembers([Worker(1) with { IsReachable = false }, Worker(2)]).ShouldBeEmpty();
        NodeOf(book, "a", 1).ShouldBe(Named(1));
    }

    [Fact]
    public void A_lazy_model_goes_to_its_home_and_only_the_models_of_a_lost_home_move()
    {
        var members = Enumerable.Range(1, 10).Select(number => Worker(number, number * 500L)).ToArray();
        var weights = members.Select(member => (member.Node, (double)member.MemoryBudgetBytes)).ToList();
        var lazy = Enumerable.Range(1, 1000).Select(number => Replica($"lazy-{number}", 1, 300) with { IsLazy = true }).ToArray();
        var book = new Scenario(members, lazy).Open();
        foreach (var replica in book.Replicas)
            replica.Node.ShouldBe(RendezvousHash.HomeOf(replica.Key.Model, weights));

        var lost = book.Replicas.Where(replica => replica.Node == Named(10)).Select(replica => replica.Key).ToList();
        book.SetMembers(members[..^1]).Select(change => change.Key).ShouldBe(lost, ignoreOrder: true);
    }

    [Fact]
    public void Nodes_that_are_alike_share_replicas_evenly()
    {
        var book = new Scenario([.. Enumerable.Range(1, 7).Select(number => Worker(number))],
            [.. Enumerable.Range(1, 700).Select(number => Replica($"model-{number}", 1, 0))]).Open();
        book.Replicas.CountBy(replica => replica.Node!.Value).ShouldAllBe(node => node.Value == 100);
    }

    [Fact]
    public void Between_equal_nodes_a_hash_decides_so_that_their_order_does_not_and_none_is_always_first()
    {
        var members = Enumerable.Range(1, 10).Select(number => Worker(number)).ToArray();
        var replicas = Enumerable.Range(1, 1000).Select(number => Replica($"model-{number}", 1)).ToList();
        var first = replicas.ConvertAll(replica => new Scenario(members, []).Open().Place(replica).To);
        Array.Reverse(members);
        replicas.ConvertAll(replica => new Scenario(members, []).Open().Place(replica).To).ShouldBe(first);
        first.CountBy(node => node!.Value).ShouldAllBe(node => node.Value > 60 && node.Value < 140, "4 standard deviations");
    }

    private static double ShareWith(PlacementMember member, List<ReplicaPlacement> placed, ReplicaPlacement replica)
    {
        var here = placed.Where(each => !each.IsLazy && each.Node == member.Node).ToList();
        return ((here.Sum(each => each.MemoryBytes) + replica.MemoryBytes) / (double)member.MemoryBudgetBytes) + ((here.Count + 1) * (0.01 / member.Cores));
    }

    private static PlacementBook Opened(int workers, params ReplicaPlacement[] replicas) =>
        new Scenario([.. Enumerable.Range(1, workers).Select(number => Worker(number))], replicas).Open();

    private static PlacementMember Member(NodeId node) => Worker(1) with { Node = node };

    private static PlacementMember Leaving(NodeId node) => Member(node) with { State = MemberState.Leaving };

    private static NodeId? NodeOf(PlacementBook book, string model, int number) =>
        book.TryFind(Replica(model, number).Key, out var placement) ? placement.Node : null;

    [Fact]
    public void A_replica_that_cannot_be_loaded_where_it_is_goes_to_a_node_that_has_not_failed_and_comes_back_when_none_is_left()
    {
        var book = new PlacementBook();
        book.SetMembers([Worker(1), Worker(2), Worker(3), Worker(4)]);
        var tried = new List<NodeId>();
        for (var number = 1; ; number++)
        {
            tried.Add(book.Place(Replica("m", number)).To!.Value);
            if (!book.Shun(new ReplicaKey(ModelName.Parse("m"), number)))
                break;
            book.Remove(new ReplicaKey(ModelName.Parse("m"), number));
        }

        tried.Count.ShouldBe(3);
        tried.ShouldBeUnique();
        var untried = Enumerable.Range(1, 4).Select(Named).Single(node => !tried.Contains(node));
        book.Place(Replica("m", 10)).To.ShouldBe(untried);
        book.Place(Replica("m", 11)).To.ShouldNotBeNull(); // a node that failed is better than none
    }

    [Fact]
    public void A_node_that_failed_is_like_any_other_once_it_was_started_anew_or_has_loaded_the_version_after_all()
    {
        var book = new PlacementBook();
        book.SetMembers([Worker(1), Worker(2)]);
        var first = Fail(1);
        book.Forgive(first);
        Fail(2).ShouldBe(first);
        var key = new ReplicaKey(ModelName.Parse("m"), 3);
        book.Place(Replica("m", 3) with { Node = first });
        book.Trust(key);
        book.Remove(key);
        Fail(4).ShouldBe(first);

        NodeId Fail(int number)
        {
            var node = book.Place(Replica("m", number)).To!.Value;
            book.Shun(new ReplicaKey(ModelName.Parse("m"), number));
            book.Remove(new ReplicaKey(ModelName.Parse("m"), number));
            return node;
        }
    }
}
