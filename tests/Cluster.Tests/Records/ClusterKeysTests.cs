using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Cluster.Tests.Records;

public sealed class ClusterKeysTests
{
    private static readonly NodeId Node = NodeId.Parse("n-1.example");
    private static readonly ModelName Iris = ModelName.Parse("iris");
    private static readonly ReplicaKey Replica = new(Iris, 7);

    [Fact]
    public void Every_key_reads_back()
    {
        ClusterKeys.Parse(ClusterKeys.Member(Node)).ShouldBe(new ClusterKey.Member(Node));
        ClusterKeys.Parse(ClusterKeys.Leader).ShouldBe(new ClusterKey.Leader());
        ClusterKeys.Parse(ClusterKeys.LeaderReady).ShouldBe(new ClusterKey.LeaderReady());
        ClusterKeys.Parse(ClusterKeys.Model(Iris)).ShouldBe(new ClusterKey.Model(Iris));
        ClusterKeys.Parse(ClusterKeys.Spec(Iris, "0123456789abcdef")).ShouldBe(new ClusterKey.Spec(Iris, "0123456789abcdef"));
        ClusterKeys.Parse(ClusterKeys.Placement(Replica)).ShouldBe(new ClusterKey.Placement(Replica));
        ClusterKeys.Parse(ClusterKeys.Servable(Node, Replica)).ShouldBe(new ClusterKey.Servable(Node, Replica));
    }

    [Fact]
    public void Keys_are_as_the_operators_see_them()
    {
        ClusterKeys.Member(Node).ShouldBe("members/n-1.example");
        ClusterKeys.Model(Iris).ShouldBe("models/iris");
        ClusterKeys.Spec(Iris, "ab").ShouldBe("specs/iris/ab");
        ClusterKeys.Placement(Replica).ShouldBe("placements/iris/7");
        ClusterKeys.Servable(Node, Replica).ShouldBe("servables/n-1.example/iris/7");
    }

    [Fact]
    public void The_keys_of_one_model_or_node_do_not_take_in_those_of_another_whose_name_begins_the_same()
    {
        var other = new ReplicaKey(ModelName.Parse("iris2"), 7);
        ClusterKeys.Placement(Replica).ShouldStartWith(ClusterKeys.PlacementsOf(Iris));
        ClusterKeys.Placement(other).ShouldNotStartWith(ClusterKeys.PlacementsOf(Iris));
        ClusterKeys.Spec(other.Model, "ab").ShouldNotStartWith(ClusterKeys.SpecsOf(Iris));
        ClusterKeys.Servable(NodeId.Parse("n1"), Replica).ShouldNotStartWith(ClusterKeys.ServablesOf(NodeId.Parse("n")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("weather/today")]
    [InlineData("members")]
    [InlineData("members/")]
    [InlineData("members/a/b")]
    [InlineData("models/.hidden")]
    [InlineData("specs/iris/")]
    [InlineData("placements/iris/0")]
    [InlineData("placements/iris/07")]
    [InlineData("placements/iris/-1")]
    [InlineData("placements/iris/99999999999")]
    [InlineData("servables/n1/iris")]
    public void A_key_that_is_none_is_passed_over(string key) => ClusterKeys.Parse(key).ShouldBeNull();
}
