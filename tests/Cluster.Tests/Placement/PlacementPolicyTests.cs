using FsCheck.Fluent;
using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Cluster.Tests.Placement;

/// <summary>What holds of every plan.</summary>
public sealed class PlacementPolicyTests
{
    [Fact]
    public void Only_a_reachable_worker_that_is_up_takes_a_replica_and_one_that_is_up_keeps_what_it_has() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var members = scenario.Members.ToDictionary(member => member.Node);
            var before = scenario.Replicas.ToDictionary(replica => replica.Key);
            foreach (var after in scenario.Plan().Replicas.Where(replica => replica.Node is not null))
            {
                var member = members[after.Node!.Value];
                if (after.Node == before[after.Key].Node || after.Node == before[after.Key].HandedOverFrom)
                    (member.State != MemberState.Joining && member.Roles.HasFlag(NodeRoles.Worker)).ShouldBeTrue();
                else
                    (member.State == MemberState.Up && member.IsReachable && member.Roles.HasFlag(NodeRoles.Worker)).ShouldBeTrue();
            }

            foreach (var replica in scenario.Replicas.Where(replica => replica.Node is { } node && IsKeeper(members, node)))
                scenario.Plan().Replicas.Single(after => after.Key == replica.Key).Node.ShouldBe(replica.Node, "what is placed well stays");
        }).Holds();

    [Fact]
    public void No_node_is_given_more_than_its_memory_budget() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var plan = scenario.Plan();
            var before = scenario.Replicas.ToDictionary(replica => replica.Key, replica => replica.Node);
            foreach (var member in scenario.Members)
            {
                var isGiven = plan.Replicas.Any(replica => !replica.IsLazy && replica.Node == member.Node && before[replica.Key] != member.Node
                    && !WasHandedOverFrom(scenario, replica, member.Node));
                if (isGiven)
                    BytesOn(plan, member.Node).ShouldBeLessThanOrEqualTo(member.MemoryBudgetBytes);
            }
        }).Holds();

    [Fact]
    public void A_replica_is_placed_nowhere_only_if_no_node_has_room_and_then_with_the_reason() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var plan = scenario.Plan();
            var members = scenario.Members.ToDictionary(member => member.Node);
            foreach (var replica in plan.Replicas.Where(replica => replica.Node is not { } node || !IsKeeper(members, node)))
            {
                scenario.Members.Where(IsTaker).ShouldAllBe(member => member.MemoryBudgetBytes - BytesOn(plan, member.Node) < replica.MemoryBytes);
                plan.Changes.Single(change => change.Key == replica.Key).Reason.ShouldNotBeNullOrEmpty();
            }
        }).Holds();

    [Fact]
    public void The_order_of_the_inputs_makes_no_difference() =>
        Prop.ForAll(Scenario.Any, ArbMap.Default.ArbFor<int>(), (scenario, seed) =>
        {
            var random = new Random(seed);
            var (members, replicas) = (scenario.Members.ToArray(), scenario.Replicas.ToArray());
            random.Shuffle(members);
            random.Shuffle(replicas);
            var (plan, other) = (scenario.Plan(), PlacementPolicy.Plan(members, replicas));
            other.Replicas.ShouldBe(plan.Replicas, ignoreOrder: true);
            other.Changes.ShouldBe(plan.Changes);
        }).Holds();

    [Fact]
    public void Planned_again_nothing_moves() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var plan = scenario.Plan();
            var again = PlacementPolicy.Plan(scenario.Members, plan.Replicas);
            again.Replicas.ShouldBe(plan.Replicas, ignoreOrder: true);
            again.Changes.ShouldAllBe(change => change.To == null, "what is still placed nowhere is said again");
        }).Holds();

    [Fact]
    public void Replicas_of_a_version_are_apart_and_where_nodes_are_too_few_evenly_together() =>
        Prop.ForAll(Scenario.Roomy, scenario =>
        {
            foreach (var version in scenario.Unplaced.Plan().Replicas.GroupBy(replica => (replica.Key.Model, replica.Version)))
            {
                var counts = scenario.Members.Select(member => version.Count(replica => replica.Node == member.Node)).ToList();
                (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
            }
        }).Holds();

    [Fact]
    public void Losing_a_node_moves_its_own_replicas_and_no_other() =>
        Prop.ForAll(Scenario.Roomy, scenario =>
        {
            var before = scenario.Unplaced.Plan();
            var lost = scenario.Members[0].Node;
            var after = PlacementPolicy.Plan(scenario.Members[1..], before.Replicas);
            after.Changes.Select(change => change.Key)
                .ShouldBe(before.Replicas.Where(replica => replica.Node == lost).Select(replica => replica.Key), ignoreOrder: true);
        }).Holds();

    [Fact]
    public void A_load_or_a_budget_that_changes_moves_nothing() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var before = scenario.Plan();
            var members = scenario.Members.Select(member => member with { Load = 3 - member.Load, MemoryBudgetBytes = member.MemoryBudgetBytes / 2 });
            var after = PlacementPolicy.Plan([.. members], before.Replicas);
            after.Replicas.ShouldBe(before.Replicas, ignoreOrder: true);
        }).Holds();

    private static bool IsTaker(PlacementMember member) =>
        member is { State: MemberState.Up, IsReachable: true } && member.Roles.HasFlag(NodeRoles.Worker);

    private static bool IsKeeper(Dictionary<NodeId, PlacementMember> members, NodeId node) =>
        members.TryGetValue(node, out var member) && member.State == MemberState.Up && member.Roles.HasFlag(NodeRoles.Worker);

    private static bool WasHandedOverFrom(Scenario scenario, ReplicaPlacement replica, NodeId node) =>
        scenario.Replicas.Single(each => each.Key == replica.Key).HandedOverFrom == node;

    private static long BytesOn(PlacementPlan plan, NodeId node) =>
        plan.Replicas.Where(replica => !replica.IsLazy && (replica.Node == node || replica.HandedOverFrom == node)).Sum(replica => replica.MemoryBytes);
}
