using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.TestKit.Metrics;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>One real node without a lighthouse is a cluster of itself.</summary>
public sealed class LoneClusterTests
{
    private const string Iris = """{"inputs":[{"name":"features","shape":[1,4],"datatype":"FP32","data":[5.1,3.4,1.5,0.2]}]}""";

    [Fact]
    public async Task A_node_alone_leads_itself_and_holds_everything()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var status = (await node.Http.GetFromJsonAsync<JsonNode>("/v2/cluster"))!;
        status["leading"]!.GetValue<bool>().ShouldBeTrue();
        status["lighthouse"]!["configured"]!.GetValue<bool>().ShouldBeFalse();
        status["journal"]!["reachable"]!.GetValue<bool>().ShouldBeTrue();
        var member = status["members"]!.AsArray().ShouldHaveSingleItem()!;
        member["node"]!.ToString().ShouldBe(status["node"]!.ToString());
        new Uri(member["http_address"]!.ToString()).ShouldBe(node.Http.BaseAddress);
        new Uri(member["deployments_address"]!.ToString()).ShouldBe(node.Deployments.BaseAddress);
        (member["memory_used_bytes"]!.GetValue<long>(), member["replicas"]!.GetValue<int>()).ShouldSatisfyAllConditions(
            it => it.Item1.ShouldBeGreaterThan(0), it => it.Item2.ShouldBe(1));
        var placed = (await node.Http.GetFromJsonAsync<JsonNode>("/v2/cluster/placements?model=iris"))!["placements"]!.AsArray().ShouldHaveSingleItem()!;
        (placed["node"]!.ToString(), placed["state"]!.ToString()).ShouldBe((status["node"]!.ToString(), "available"));
        var metrics = Exposition.Parse(await node.Http.GetStringAsync("/metrics"));
        (metrics["modelcluster_cluster_is_leader"], metrics["modelcluster_placements"], metrics["modelcluster_cluster_members{state=\"up\"}"]).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task Load_and_actors_are_those_of_the_node()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await node.UntilAsync(async () =>
        {
            using var body = new StringContent(Iris, Encoding.UTF8, "application/json");
            using var answer = await node.Http.PostAsync("/v2/models/iris/infer", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            var load = (await node.Http.GetFromJsonAsync<JsonNode>("/v2/cluster/load"))!["nodes"]![0]!["servables"]![0]!;
            return load["requests_per_second"]?.GetValue<double>() > 0 && load["p99_ms"]?.GetValue<double>() > 0;
        });
        var actors = (await node.Http.GetFromJsonAsync<JsonNode>("/v2/cluster/actors"))!["nodes"]![0]!["actors"]!.AsArray();
        actors.Select(actor => actor!["path"]!.ToString()).ShouldContain(path => path.StartsWith("/user/cluster/leader-1/models/iris-1", StringComparison.Ordinal));
        actors[0]!["parent"].ShouldBeNull();
        (await node.Http.GetAsync("/v2/cluster/actors?node=nobody")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_node_alone_can_be_told_to_leave_and_ends()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var name = (await node.Http.GetFromJsonAsync<JsonNode>("/v2/cluster"))!["node"]!.ToString();
        (await PostAsync(node, $"members/{name}/drain")).ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(node, "members/nobody/leave")).ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(node, $"members/{name}/leave?dry_run=true")).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(node, "rebalance")).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(node, $"members/{name}/leave")).ShouldBe(HttpStatusCode.OK);
        (await node.EndedAsync()).ShouldBe(0);
    }

    private static async Task<HttpStatusCode> PostAsync(NodeProcess node, string path)
    {
        using var answer = await node.Http.PostAsync($"/v2/cluster/{path}", content: null);
        return answer.StatusCode;
    }
}
