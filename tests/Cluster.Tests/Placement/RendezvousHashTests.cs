using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Cluster.Tests.Placement;

public sealed class RendezvousHashTests
{
    private const int Models = 20_000;

    private static readonly ModelName[] Names = [.. Enumerable.Range(0, Models).Select(number => ModelName.Parse($"model-{number}"))];

    [Theory]
    [InlineData(1.0, 1.0, 1.0)]
    [InlineData(1.0, 2.0, 4.0, 8.0)]
    [InlineData(16e9, 64e9)]
    public void Nodes_get_models_by_their_weights(params double[] weights)
    {
        var counts = HomesOf(Nodes(weights)).CountBy(home => home).ToDictionary();
        foreach (var (node, weight) in Nodes(weights))
        {
            var share = weight / weights.Sum();
            ((double)counts[node]).ShouldBe(Models * share, 4 * Math.Sqrt(Models * share * (1 - share)));
        }
    }

    [Fact]
    public void Losing_a_node_moves_only_its_own_models_and_spreads_them()
    {
        var nodes = Nodes(3, 1, 2, 2);
        var (before, after) = (HomesOf(nodes), HomesOf(nodes[1..]));
        before.Zip(after).ShouldAllBe(home => home.First == home.Second || home.First == nodes[0].Node);
        var heirs = before.Zip(after).Where(home => home.First == nodes[0].Node).CountBy(home => home.Second).ToDictionary();
        ((double)heirs[nodes[2].Node] / heirs[nodes[1].Node]).ShouldBe(2, 0.3);
    }

    [Fact]
    public void More_capacity_only_brings_models_to_the_node_that_has_it()
    {
        var (before, after) = (HomesOf(Nodes(1, 1, 1)), HomesOf(Nodes(2, 1, 1)));
        before.Zip(after).ShouldAllBe(home => home.First == home.Second || home.Second == Nodes(1)[0].Node);
    }

    [Fact]
    public void The_order_of_the_nodes_makes_no_difference()
    {
        var nodes = Nodes(3, 1, 2, 2);
        HomesOf([.. nodes.Reverse()]).ShouldBe(HomesOf(nodes));
    }

    [Fact]
    public void Homes_are_the_same_for_ever() =>
        Names.Take(6).Select(name => RendezvousHash.HomeOf(name, Nodes(1, 1, 1, 1))!.Value.Value)
            .ShouldBe(["node-1", "node-1", "node-0", "node-2", "node-1", "node-2"]);

    [Fact]
    public void Without_nodes_there_is_no_home_and_a_node_without_capacity_is_one_only_where_no_other_is()
    {
        RendezvousHash.HomeOf(Names[0], []).ShouldBeNull();
        RendezvousHash.HomeOf(Names[0], Nodes(0)).ShouldBe(Nodes(0)[0].Node);
        HomesOf(Nodes(0, 1)).ShouldAllBe(home => home == Nodes(0, 1)[1].Node);
    }

    private static (NodeId Node, double Weight)[] Nodes(params double[] weights) =>
        [.. weights.Select((weight, index) => (NodeId.Parse($"node-{index}"), weight))];

    private static NodeId[] HomesOf((NodeId Node, double Weight)[] nodes) =>
        [.. Names.Select(name => RendezvousHash.HomeOf(name, nodes)!.Value)];
}
