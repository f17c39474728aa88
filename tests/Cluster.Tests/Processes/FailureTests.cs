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
        var entry = Others(cluster, victim)[0];
        await using var requests = SteadyRequests.To(cluster.Nodes[entry]);
        await AfterAsync(cluster, requests, 50);

        cluster.Nodes[victim].Kill();
        await cluster.UntilAsync(async () => !(await cluster.MembersAsync(entry)).Contains(victim, StringComparer.Ordinal) && await cluster.LeaderAsync(entry) is { Length: > 0 } leader && leader != victim);
        await cluster.UntilAsync(async () => await AvailableAsync(cluster, entry, without: victim) == 2);
        await AfterAsync(cluster, requests, 50);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task A_single_replica_s_death_makes_requests_wait_for_its_successor()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 1);
        var victim = (await cluster.PlacementsAsync("n1"))[0].Node;
        var entry = Others(cluster, victim)[0];
        await using var requests = SteadyRequests.To(cluster.Nodes[entry], perSecond: 50);
        await AfterAsync(cluster, requests, 20);

        cluster.Nodes[victim].Kill();
        await cluster.UntilAsync(async () => await AvailableAsync(cluster, entry, without: victim) == 1);
        await AfterAsync(cluster, requests, 20);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task A_frozen_node_fails_no_request_and_is_a_member_again_when_it_goes_on()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        var victim = (await cluster.PlacementsAsync("n1"))[0].Node;
        var entry = Others(cluster, victim)[0];
        await using var requests = SteadyRequests.To(cluster.Nodes[entry]);
        await AfterAsync(cluster, requests, 50);

        cluster.Nodes[victim].Freeze();
        await cluster.UntilAsync(async () => !(await cluster.MembersAsync(entry)).Contains(victim, StringComparer.Ordinal));
        await cluster.UntilAsync(async () => await AvailableAsync(cluster, entry, without: victim) == 2);
        cluster.Nodes[victim].Thaw();
        await cluster.UntilAsync(async () => (await cluster.MembersAsync(entry)).Contains(victim, StringComparer.Ordinal));

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task Nodes_that_stop_in_order_one_after_another_lose_no_request()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        foreach (var name in new[] { "n1", "n2", "n3" })
        {
            var entry = Others(cluster, name)[0];
            await using var requests = SteadyRequests.To(cluster.Nodes[entry]);
            await AfterAsync(cluster, requests, 20);

            (await cluster.Nodes[name].TerminateAsync()).ShouldBe(0);
            await AfterAsync(cluster, requests, 20);
            await cluster.Nodes[name].DisposeAsync();
            await cluster.StartNodeAsync(name);
            await cluster.UntilAsync(async () => (await cluster.Nodes[name].Http.GetAsync("/v2/health/ready")).IsSuccessStatusCode);

            await requests.StopAsync();
            requests.Failures.ShouldBeEmpty(cluster.Logs);
        }
    }

    [Fact]
    public async Task A_lighthouse_that_is_away_for_longer_than_a_lease_fails_no_request_and_nothing_is_loaded_anew()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        var before = await cluster.PlacementsAsync("n1");
        await using var requests = SteadyRequests.To(cluster.Nodes["n1"]);
        await AfterAsync(cluster, requests, 20);

        cluster.Lighthouse.Kill(0);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Nodes["n1"].Log.Contains("could not renew its lease", StringComparison.Ordinal)));
        await AfterAsync(cluster, requests, 50);
        await cluster.Lighthouse.RestartAsync(0);
        await cluster.UntilAsync(async () => (await cluster.MembersAsync("n1")).Count == 3 && await cluster.LeaderAsync("n1") != "");
        await cluster.UntilAsync(async () => (await cluster.PlacementsAsync("n1")).SequenceEqual(before));

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    private static List<string> Others(ClusterFixture cluster, string victim) => [.. cluster.Nodes.Keys.Where(name => name != victim).Order(StringComparer.Ordinal)];

    private static async Task<int> AvailableAsync(ClusterFixture cluster, string entry, string without) =>
        (await cluster.PlacementsAsync(entry)).Count(placed => placed.State == "available" && placed.Node != without);

    /// <summary>Waits until so many more requests were sent.</summary>
    private static Task AfterAsync(ClusterFixture cluster, SteadyRequests requests, int more)
    {
        var until = requests.Sent + more;
        return cluster.UntilAsync(() => Task.FromResult(requests.Sent >= until));
    }
}
