namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>Nodes come and go under load, and have roles. Real processes.</summary>
[Collection("processes")]
public sealed class MembershipTests
{
    [Fact]
    public async Task A_node_that_joins_or_is_resumed_gets_its_share_without_a_failed_request()
    {
        await using var cluster = await ClusterFixture.StartAsync(
            new ClusterPlan(Replicas: 1) { Nodes = ["n1", "n2"], Models = ["sleeper", "a", "b", "c", "d", "e"] });
        await using var requests = SteadyRequests.ToAll(cluster.Nodes.Values);

        await cluster.StartNodeAsync("n3");
        await cluster.UntilAsync(async () => await cluster.IsWholeAsync() && await cluster.HeldAsync("n3") == 2);

        var drained = (await cluster.PlacementsAsync("n1")).Single(placed => placed.Model == "sleeper").Node;
        await cluster.MemberAsync("n1", drained, "drain");
        await cluster.UntilAsync(async () => await cluster.HeldAsync(drained) == 0 && await cluster.AvailableAsync("n1", without: drained) == 6);
        await cluster.MemberAsync("n1", drained, "resume");
        await cluster.UntilAsync(async () => await cluster.IsWholeAsync() && await cluster.HeldAsync(drained) == 2);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task A_node_for_requests_alone_holds_nothing_and_answers()
    {
        await using var cluster = await ClusterFixture.StartAsync(
            new ClusterPlan(Replicas: 2) { SettingsOf = name => [$"--Cluster:Roles={(name == "n1" ? "api" : "worker")}"] });
        (await cluster.PlacementsAsync("n1")).Select(placed => placed.Node).Order(StringComparer.Ordinal).ShouldBe(["n2", "n3"]);

        await using var requests = SteadyRequests.To(cluster.Nodes["n1"]);
        await cluster.AfterAsync(requests, 50);
        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }
}
