using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Cluster.Tests.Simulation;

/// <summary>Two hundred nodes and a hundred thousand models, in virtual time.</summary>
public sealed class ClusterSimulationTests
{
    private const int Nodes = 200;
    private const int Models = 100_000;

    [Fact]
    public void Nodes_fail_join_and_leave_and_no_replica_and_no_request_is_lost()
    {
        var cluster = new SimulatedCluster(Nodes, Models, seed: 11);
        cluster.Run(0.8, utilization: 0.6);
        cluster.Kill(cluster.Nodes[17]);
        cluster.Run(0.8, utilization: 0.6);
        var joined = cluster.Join();
        cluster.Leave(cluster.Nodes[42]);
        cluster.Run(0.8, utilization: 0.6);
        cluster.Kill(cluster.Nodes[99]);
        cluster.Finish();

        cluster.Answered.ShouldBe(cluster.Sent);
        cluster.Book.Homeless.ShouldBe(0);
        cluster.Book.HandOffs.ShouldBe(0);
        foreach (var placement in cluster.Book.Replicas)
            cluster.Members[placement.Node!.Value].State.ShouldBe(MemberState.Up);
        cluster.Replicas.ShouldAllBe(replica => replica.At != null && replica.At.IsAlive && replica.Outstanding == 0);
        cluster.Book.Replicas.Count(replica => replica.Node == joined.Node).ShouldBeGreaterThan(Models / Nodes / 2);
        cluster.Book.Replicas.ShouldNotContain(replica => replica.Node == cluster.Nodes[42].Node);
    }

    [Fact]
    public void Losing_a_node_moves_what_was_on_it_and_nothing_else()
    {
        var cluster = new SimulatedCluster(Nodes, Models, seed: 12);
        foreach (var lost in (int[])[3, 150])
        {
            var own = cluster.Book.Replicas.Count(replica => replica.Node == cluster.Nodes[lost].Node);
            var before = cluster.Moves;
            cluster.Kill(cluster.Nodes[lost]);
            cluster.Finish();
            (cluster.Moves - before).ShouldBe(own, "at most its share and 5% is what is promised");
        }
    }

    [Fact]
    public void No_node_is_overloaded_where_all_are_busy_for_six_tenths_though_a_few_models_get_most_requests()
    {
        var cluster = new SimulatedCluster(Nodes, Models, seed: 13);
        cluster.Run(3, utilization: 0.6);
        var done = cluster.Nodes.Select(node => node.Done).ToList();
        (done.Max() / done.Average()).ShouldBeLessThan(1 / 0.6);
    }
}
