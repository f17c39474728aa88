using System.Net;
using System.Net.Http.Json;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>Clients and operators may talk to any node. Real processes.</summary>
[Collection("processes")]
public sealed class AnyNodeTests
{
    private static readonly object Request = new { inputs = new[] { new { name = "x", shape = new[] { 1 }, datatype = "FP32", data = new[] { 41 } } } };

    [Fact]
    public async Task Any_node_answers_for_a_model_that_another_holds_and_says_who_served_it()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 1);
        var holder = (await cluster.PlacementsAsync("n1"))[0].Node;

        foreach (var node in cluster.Nodes.Values)
        {
            using var response = await node.Http.PostAsJsonAsync("/v2/models/sleeper/infer", Request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, cluster.Logs);
            response.Headers.GetValues("modelcluster-node").ShouldBe([holder]);
            response.Headers.GetValues("modelcluster-version").ShouldBe(["1"]);
        }
    }

    [Fact]
    public async Task Any_node_takes_an_operator_s_command_and_shows_at_once_what_it_changed()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 1);

        foreach (var node in cluster.Nodes.Values)
        {
            using var moved = await node.Http.PutAsJsonAsync($"/v2/models/sleeper/labels/{node.Name}", new { version = "1" });
            (await moved.Content.ReadAsStringAsync()).ShouldNotBeNull();
            moved.IsSuccessStatusCode.ShouldBeTrue(cluster.Logs);
            (await node.Http.GetStringAsync("/v2/models/sleeper/labels")).ShouldContain(node.Name);
        }
    }

    [Fact]
    public async Task A_drained_node_gives_its_replicas_away_without_a_failed_request()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        var drained = (await cluster.PlacementsAsync("n1"))[0].Node;
        var entry = cluster.Nodes.Keys.Order(StringComparer.Ordinal).First(name => name != drained);
        await using var requests = SteadyRequests.To(cluster.Nodes[entry]);

        using var answer = await cluster.Nodes[entry].Http.PostAsync($"/v2/cluster/members/{drained}/drain", null);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        await cluster.UntilAsync(async () => await cluster.PlacementsAsync(entry) is { Count: 2 } placed && placed.All(one => one.Node != drained && one.State == "available"));

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }
}
