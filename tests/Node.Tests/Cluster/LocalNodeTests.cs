using ModelCluster.Node.Cluster.Inspection;

namespace ModelCluster.Node.Tests.Cluster;

public sealed class LocalNodeTests
{
    [Theory]
    [InlineData("host-1.example", "host-1.example")]
    [InlineData("Jürgens PC", "J-rgens-PC")]
    [InlineData("", "node")]
    public void A_node_without_a_name_goes_by_its_machines(string machine, string expected) =>
        LocalNode.OfMachine(machine).Id.Value.ShouldBe(expected);

    [Fact]
    public void A_long_name_is_cut() => LocalNode.OfMachine(new string('a', 70)).Id.Value.Length.ShouldBe(64);
}
