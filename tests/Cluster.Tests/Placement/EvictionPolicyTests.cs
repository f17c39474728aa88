using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Cluster.Tests.Placement;

public sealed class EvictionPolicyTests
{
    private static readonly Arbitrary<(AwakeModel[] Awake, int Budget, int Needed)> Nodes =
        (from models in Gen.ListOf(
             from bytes in Gen.Choose(0, 50)
             from lastUsed in Gen.Choose(0, 20)
             from inFlight in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
             select (bytes, lastUsed, inFlight))
         from spare in Gen.Choose(-20, 60)
         from needed in Gen.Choose(0, 150)
         let awake = models.Select((model, index) => Awake(index + 1, model.bytes, model.lastUsed, model.inFlight)).ToArray()
         select (awake, (int)Bytes(awake) + spare, needed)).ToArbitrary();

    [Fact]
    public void Afterwards_there_is_room_or_nothing_was_done_in_vain() =>
        Prop.ForAll(Nodes, node =>
        {
            var plan = EvictionPolicy.MakeRoom(node.Awake, node.Budget, node.Needed);
            var idle = Bytes(node.Awake.Where(model => model.InFlight == 0));
            if (Bytes(node.Awake) - idle + node.Needed > node.Budget)
                (plan.ToSleep.Count, plan.MissingBytes).ShouldBe((0, Bytes(node.Awake) - idle + node.Needed - node.Budget));
            else
                (Bytes(StillAwake(node.Awake, plan)) + node.Needed).ShouldBeLessThanOrEqualTo(node.Budget);
        }).Holds();

    [Fact]
    public void None_in_use_is_put_to_sleep_and_none_that_may_stay_awake() =>
        Prop.ForAll(Nodes, node =>
        {
            var plan = EvictionPolicy.MakeRoom(node.Awake, node.Budget, node.Needed);
            var room = node.Budget - node.Needed - Bytes(StillAwake(node.Awake, plan));
            foreach (var model in node.Awake.Where(model => plan.ToSleep.Contains(model.Replica)))
            {
                model.InFlight.ShouldBe(0);
                model.MemoryBytes.ShouldBeGreaterThan(room);
            }
        }).Holds();

    [Fact]
    public void Of_models_of_one_size_those_longest_unused_sleep() =>
        Prop.ForAll(Nodes, node =>
        {
            AwakeModel[] awake = [.. node.Awake.Select(model => model with { MemoryBytes = 10 })];
            var plan = EvictionPolicy.MakeRoom(awake, awake.Length * 10, node.Needed);
            var asleep = awake.Where(model => plan.ToSleep.Contains(model.Replica)).ToList();
            if (asleep.Count > 0)
                StillAwake(awake, plan).Where(model => model.InFlight == 0).ShouldAllBe(model => model.LastUsed >= asleep.Max(each => each.LastUsed));
        }).Holds();

    [Fact]
    public void The_order_of_the_inputs_makes_no_difference() =>
        Prop.ForAll(Nodes, node =>
            EvictionPolicy.MakeRoom([.. node.Awake.Reverse()], node.Budget, node.Needed).ToSleep
                .SequenceEqual(EvictionPolicy.MakeRoom(node.Awake, node.Budget, node.Needed).ToSleep)).Holds();

    [Fact]
    public void A_large_model_that_must_go_anyway_saves_the_small_ones()
    {
        AwakeModel[] awake = [Awake(1, 5, 1, 0), Awake(2, 5, 2, 0), Awake(3, 100, 3, 0)];
        EvictionPolicy.MakeRoom(awake, 110, 100).ToSleep.ShouldBe([awake[2].Replica]);
    }

    private static AwakeModel Awake(int number, int bytes, int lastUsed, int inFlight) =>
        new(new ReplicaKey(ModelName.Parse("model"), number), bytes, lastUsed, inFlight);

    private static IEnumerable<AwakeModel> StillAwake(AwakeModel[] awake, EvictionPlan plan) =>
        awake.Where(model => !plan.ToSleep.Contains(model.Replica));

    private static long Bytes(IEnumerable<AwakeModel> models) => models.Sum(model => model.MemoryBytes);
}
