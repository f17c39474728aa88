namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>Nodes on hosts of their own that lose sight of each other. Real processes; see docs/failures.md.</summary>
[Collection("processes")]
public sealed class PartitionTests
{
    [Fact]
    public async Task A_node_that_is_cut_off_from_all_fails_no_request_of_the_others_and_holds_nothing_twice_when_it_is_back()
    {
        using var network = NetworkLab.SetUp();
        await using var cluster = await ClusterFixture.StartAsync(new ClusterPlan(Replicas: 2) { Network = network });
        var victim = await cluster.LeaderAsync("n1");
        var entry = cluster.Others(victim)[0];
        await cluster.HoldsReplicaAsync(victim, entry);
        await using var requests = SteadyRequests.ToAll(cluster.Others(victim).Select(name => cluster.Nodes[name]));
        await cluster.AfterAsync(requests, 50);

        network.CutOff(victim);
        await cluster.UntilAsync(async () => await cluster.AvailableAsync(entry, without: victim) == 2 && await cluster.LeaderAsync(entry) != victim);
        network.Connect(victim);
        await cluster.UntilAsync(cluster.IsWholeAsync);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task A_node_that_does_not_see_the_lighthouse_serves_on_and_is_served()
    {
        using var network = NetworkLab.SetUp();
        await using var cluster = await ClusterFixture.StartAsync(new ClusterPlan(Replicas: 2) { Network = network });
        var victim = await cluster.LeaderAsync("n1");
        var entry = cluster.Others(victim)[0];
        await cluster.HoldsReplicaAsync(victim, entry);
        await cluster.UntilAsync(cluster.IsWholeAsync);
        // the tests are on the lighthouse's side of the cut: what the victim does shows in what the others are answered
        await using var requests = SteadyRequests.ToAll(cluster.Others(victim).Select(name => cluster.Nodes[name]));
        await cluster.AfterAsync(requests, 50);

        network.CutOff(victim, network.Address);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Nodes[victim].Log.Contains("could not renew its lease", StringComparison.Ordinal)));
        await cluster.UntilAsync(async () => await cluster.LeaderAsync(entry) != victim && await cluster.LeaderAsync(entry) != "");
        await cluster.AfterAsync(requests, 100);
        network.Connect(victim, network.Address);
        await cluster.UntilAsync(cluster.IsWholeAsync);

        await cluster.MemberAsync(entry, victim, "drain"); // whoever leads now knows what is on it
        await cluster.UntilAsync(async () => await cluster.HeldAsync(victim) == 0 && await cluster.AvailableAsync(entry, without: victim) == 2);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task Two_nodes_that_do_not_see_each_other_both_serve_by_the_third()
    {
        using var network = NetworkLab.SetUp();
        await using var cluster = await ClusterFixture.StartAsync(new ClusterPlan(Replicas: 2) { Network = network });
        var (one, other) = ((await cluster.PlacementsAsync("n1"))[0].Node, cluster.Others((await cluster.PlacementsAsync("n1"))[0].Node)[0]);
        await using var requests = SteadyRequests.ToAll(cluster.Nodes.Values);
        await cluster.AfterAsync(requests, 50);

        network.CutOff(one, network.AddressOf(other));
        await cluster.UntilAsync(() => Task.FromResult(cluster.Nodes[other].Log.Contains($"link to node {one} is Silent", StringComparison.Ordinal)));
        await cluster.AfterAsync(requests, 100);
        network.Connect(one, network.AddressOf(other));
        await cluster.UntilAsync(cluster.IsWholeAsync);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }
}
