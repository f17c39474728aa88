using System.Net.Http.Json;
using System.Text.Json;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>A node that reaches the lighthouse but does not know the secret of the others. Real processes; see docs/failures.md.</summary>
[Collection("processes")]
public sealed class WrongSecretTests
{
    [Fact]
    public async Task A_node_without_the_secret_of_the_others_gets_nothing_from_them_and_no_request_fails()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        await using var requests = SteadyRequests.To(cluster.Nodes["n1"]);
        await cluster.StartNodeAsync("n4", "--Cluster:Secret=another secret than theirs");
        await cluster.UntilAsync(async () => (await cluster.MembersAsync("n1")).Contains("n4", StringComparer.Ordinal));

        // both that are drained would rather give their replicas to a node that has none
        await cluster.MemberAsync("n1", "n2", "drain");
        await cluster.MemberAsync("n1", "n3", "drain");
        await cluster.UntilAsync(async () => await cluster.PlacementsAsync("n1") is { Count: 2 } placed && placed.All(one => one.Node is "n1" or "n4" && one.State == "available"));
        (await cluster.PlacementsAsync("n1")).ShouldAllBe(placed => placed.Node == "n1", cluster.Logs);

        await cluster.UntilAsync(() => IsRefusedAsync(cluster, asked: "n4", about: "n1"));
        await cluster.UntilAsync(() => IsRefusedAsync(cluster, asked: "n1", about: "n4"));
        (await InferAsync(cluster.Nodes["n4"])).ShouldContain("Request timeout expired");
        cluster.Nodes["n4"].Log.ShouldContain("knows the secret of the links");

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    /// <summary>A node is told nothing by another, and says so.</summary>
    private static async Task<bool> IsRefusedAsync(ClusterFixture cluster, string asked, string about)
    {
        using var load = JsonDocument.Parse(await cluster.Nodes[asked].Http.GetStringAsync($"/v2/cluster/load?node={about}"));
        return load.RootElement.GetProperty("nodes").GetArrayLength() == 0
            && load.RootElement.GetProperty("unanswered")[0].GetProperty("reason").GetString()!.Contains("secret of the links", StringComparison.Ordinal);
    }

    /// <summary>The answer to a request that may wait for half a second.</summary>
    private static async Task<string> InferAsync(ClusterNode node)
    {
        var body = new { parameters = new { timeout = 500_000 }, inputs = new[] { new { name = "x", shape = new[] { 1 }, datatype = "FP32", data = new[] { 1 } } } };
        using var response = await node.Http.PostAsJsonAsync("/v2/models/sleeper/infer", body);
        return await response.Content.ReadAsStringAsync();
    }
}
