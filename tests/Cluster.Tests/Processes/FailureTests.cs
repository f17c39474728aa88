namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>What clients see when parts of a cluster fail: nothing. Real processes; see docs/cluster.md.</summary>
[Collection("processes")]
public sealed class FailureTests
{
    [Fact]
    public async Task Killing_the_leader_and_holder_of_a_replica_fails_no_request_and_the_replica_is_replaced()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        var victim = await cluster.LeaderAsync("n1");
        var entry = cluster.Others(victim)[0];
        await cluster.HoldsReplicaAsync(victim, entry);
        await using var requests = SteadyRequests.To(cluster.Nodes[entry]);
        await cluster.AfterAsync(requests, 50);

        cluster.Nodes[victim].Kill();
        await cluster.UntilAsync(async () => !(await cluster.MembersAsync(entry)).Contains(victim, StringComparer.Ordinal) && await cluster.LeaderAsync(entry) is { Length: > 0 } leader && leader != victim);
        await cluster.UntilAsync(async () => await cluster.AvailableAsync(entry, without: victim) == 2);
        await cluster.AfterAsync(requests, 50);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task A_single_replica_s_death_makes_requests_wait_for_its_successor()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 1);
        var victim = (await cluster.PlacementsAsync("n1"))[0].Node;
        var entry = cluster.Others(victim)[0];
        await using var requests = SteadyRequests.To(cluster.Nodes[entry], perSecond: 50, patience: TimeSpan.FromSeconds(5));
        await cluster.AfterAsync(requests, 20);

        cluster.Nodes[victim].Kill();
        await cluster.UntilAsync(async () => await cluster.AvailableAsync(entry, without: victim) == 1);
        await cluster.AfterAsync(requests, 20);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task A_frozen_node_fails_no_request_and_is_a_member_again_when_it_goes_on()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        var victim = (await cluster.PlacementsAsync("n1"))[0].Node;
        var entry = cluster.Others(victim)[0];
        await using var requests = SteadyRequests.To(cluster.Nodes[entry]);
        await cluster.AfterAsync(requests, 50);

        cluster.Nodes[victim].Freeze();
        await cluster.UntilAsync(async () => !(await cluster.MembersAsync(entry)).Contains(victim, StringComparer.Ordinal));
        await cluster.UntilAsync(async () => await cluster.AvailableAsync(entry, without: victim) == 2);
        cluster.Nodes[victim].Thaw();
        await cluster.UntilAsync(cluster.IsWholeAsync);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task Nodes_that_stop_in_order_one_after_another_lose_no_request()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        await using var requests = SteadyRequests.ToAll(cluster.Nodes.Values);
        foreach (var name in new[] { "n1", "n2", "n3" })
        {
            await cluster.AfterAsync(requests, 20);
            await cluster.StopNodeAsync(name);
            await cluster.AfterAsync(requests, 20);
            await cluster.StartNodeAsync(name);
            await cluster.UntilAsync(async () => (await cluster.Nodes[name].Http.GetAsync("/v2/health/ready")).IsSuccessStatusCode);
        }

        await cluster.AfterAsync(requests, 20);
        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }
}
