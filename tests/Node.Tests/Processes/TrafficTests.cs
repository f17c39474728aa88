using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.Node.Tests.Onnx;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Labels and traffic plans on a real node with real models.</summary>
public sealed class TrafficTests
{
    private const string Six = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[6]}]}""";
    private const string OneColumn = """{"inputs":[{"name":"input","shape":[1,1],"datatype":"FP32","data":[6]}]}""";

    [Fact]
    public async Task A_canary_gets_its_share_and_clients_stay_where_they_are()
    {
        await using var node = await NodeProcess.StartReadyAsync(new TestFolder("half_plus_two"));
        await node.PutAsync("half_plus_two/traffic", """{"shares":[{"version":"1","weight":80},{"version":"2","weight":20}],"sticky_header":"X-User"}""");
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var user = 0; user < 500; user++)
            versions[$"user-{user}"] = await VersionAsync(node, $"user-{user}");
        versions.Values.Count(version => version == "2").ShouldBeInRange(60, 140); // 100, and 4.5 deviations either way
        versions.Values.ShouldAllBe(version => version == "1" || version == "2");
        for (var user = 0; user < 50; user++)
            (await VersionAsync(node, $"user-{user}")).ShouldBe(versions[$"user-{user}"]);

        await node.PutAsync("half_plus_two/traffic", """{"shares":[{"version":"1","weight":60},{"version":"2","weight":40}],"sticky_header":"X-User"}""");
        for (var user = 0; user < 500; user++)
        {
            if (versions[$"user-{user}"] == "2")
                (await VersionAsync(node, $"user-{user}")).ShouldBe("2", "who was on the canary stays there when it grows");
        }
    }

    [Fact]
    public async Task A_mirror_finds_out_that_a_version_differs_and_clients_notice_nothing()
    {
        await using var node = await NodeProcess.StartReadyAsync(new TestFolder("half_plus_two"));
        await node.PutAsync("half_plus_two/traffic", """{"shares":[{"version":"1","weight":1}],"mirror":{"version":"2"}}""");
        for (var i = 0; i < 20; i++)
            (await node.Http.InferAsync("half_plus_two", Six)).Body.Floats().ShouldBe([5f]);
        await node.UntilAsync(async () => (long)(await TrafficAsync(node, "half_plus_two"))["mirror"]!["compared"]! == 20);
        var mirror = (await TrafficAsync(node, "half_plus_two"))["mirror"]!;
        ((double)mirror["agreement_rate"]!).ShouldBe(0);
        ((double)mirror["max_absolute_difference"]!).ShouldBe(1);
        ((double)mirror["shadow_latency_ms"]!["p50"]!).ShouldBeGreaterThan(0);
        (await node.Http.GetStringAsync("/metrics")).ShouldContain("modelcluster_mirror_compared_total{model=\"half_plus_two\",version=\"2\"} 20");
    }

    [Fact]
    public async Task A_candidate_that_fails_is_rolled_back_and_the_history_says_why()
    {
        using var folder = new TestFolder();
        Write(folder, "fragile", "1", Model("x", "1").Node("Identity", ["x"], ["y"]));
        Write(folder, "fragile", "2", FailingModel.Build());
        await using var node = await NodeProcess.StartReadyAsync(folder.Kept());
        await node.PutAsync("fragile/traffic", """{"shares":[{"version":"1","weight":50},{"version":"2","weight":50}],"limits":{"candidate":"2","period_seconds":600,"max_error_rate":0.05,"min_requests":5}}""");
        await node.UntilAsync(async () =>
        {
            await node.Http.InferAsync("fragile", Six);
            return (string?)(await TrafficAsync(node, "fragile"))["candidate"]!["state"] == "rolled_back";
        });

        for (var i = 0; i < 30; i++)
        {
            var (status, body) = await node.Http.InferAsync("fragile", Six);
            status.ShouldBe(HttpStatusCode.OK);
            ((string?)body["model_version"]).ShouldBe("1");
        }

        // before there was no plan, but "all to the newest" would be all to the candidate
        (await TrafficAsync(node, "fragile"))["shares"]!.ToJsonString()
            .ShouldBe("""[{"version":"1","weight":50,"ready":true},{"version":"2","weight":0,"ready":true}]""");
        var cause = (await node.Http.GetJsonAsync("/v2/models/fragile/history"))["events"]!.AsArray()[^1]!["cause"]!;
        ((string?)cause["kind"]).ShouldBe("policy");
        ((string?)cause["name"]).ShouldBe("traffic limits");
        ((string)cause["note"]!).ShouldStartWith("rolled back: version 2 failed ");
    }

    [Fact]
    public async Task A_candidate_that_is_too_slow_is_rolled_back_to_the_plan_before()
    {
        using var folder = new TestFolder();
        Write(folder, "slow", "1", new OnnxModelBuilder()
            .Input("input", OnnxModelBuilder.TensorOf(OnnxModelBuilder.Floats, "batch", "1"))
            .Output("output", OnnxModelBuilder.TensorOf(OnnxModelBuilder.Floats, "batch", "1"))
            .Node("Identity", ["input"], ["output"]));
        Directory.CreateDirectory(Path.Combine(folder.Models, "slow", "2"));
        File.Copy(Path.Combine(TestFolder.Source("slow"), "1", "model.onnx"), Path.Combine(folder.Models, "slow", "2", "model.onnx"));
        await using var node = await NodeProcess.StartReadyAsync(folder.Kept());
        await node.PutAsync("slow/traffic", """{"shares":[{"version":"1","weight":1}]}""");
        await node.PutAsync("slow/traffic", """{"shares":[{"version":"1","weight":1},{"version":"2","weight":1}],"limits":{"candidate":"2","period_seconds":600,"max_latency_ms":2,"min_requests":5}}""");
        await node.UntilAsync(async () =>
        {
            (await node.Http.InferAsync("slow", OneColumn)).Status.ShouldBe(HttpStatusCode.OK);
            return (string?)(await TrafficAsync(node, "slow"))["candidate"]!["state"] == "rolled_back";
        });
        var traffic = await TrafficAsync(node, "slow");
        traffic["shares"]!.ToJsonString().ShouldBe("""[{"version":"1","weight":1,"ready":true}]""");
        traffic["limits"].ShouldBeNull();
        ((string)traffic["candidate"]!["note"]!).ShouldContain("99th percentile of latency");
    }

    [Fact]
    public async Task No_request_fails_while_labels_and_plans_change_under_load()
    {
        await using var node = await NodeProcess.StartReadyAsync(new TestFolder("half_plus_two"));
        await node.PutAsync("half_plus_two/labels/stable", """{"version":"1"}""");
        await using var load = SteadyLoad.Start(node, Six, "half_plus_two", "half_plus_two/labels/stable", "half_plus_two", "half_plus_two/versions/2");
        string[] plans =
        [
            """{"shares":[{"version":"1","weight":80},{"version":"2","weight":20}],"sticky_header":"X-User"}""",
            """{"shares":[{"version":"3","weight":1}],"mirror":{"version":"1","percent":100}}""",
            """{"shares":[{"version":"1","weight":1},{"version":"3","weight":1}],"limits":{"candidate":"3","period_seconds":60,"max_error_rate":0}}""",
            "{}",
        ];
        for (var round = 0; round < 24; round++)
        {
            await node.PutAsync("half_plus_two/labels/stable", $$"""{"version":"{{(round % 3) + 1}}"}""");
            await node.PutAsync("half_plus_two/traffic", plans[round % plans.Length]);
            ((string?)(await node.Http.InferAsync("half_plus_two/labels/stable", Six)).Body["model_version"]).ShouldBe($"{(round % 3) + 1}");
        }

        var answers = await load.StopAsync();
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        answers.ShouldAllBe(answer => answer.Value == (answer.Version == "1" ? 5 : answer.Version == "2" ? 6 : 4));
        answers.Select(answer => answer.Version!).ToHashSet(StringComparer.Ordinal).Count.ShouldBe(3);
        ((long)(await TrafficAsync(node, "half_plus_two"))["dropped_during_swap"]!).ShouldBe(0);

        // what an operator takes away is not lost to a change
        (await node.Http.PostAsync("/v2/repository/models/half_plus_two/unload", "")).Status.ShouldBe(HttpStatusCode.OK);
        (await node.Http.InferAsync("half_plus_two", Six)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await node.Http.GetStringAsync("/metrics")).ShouldContain("modelcluster_dropped_during_swap_total{model=\"half_plus_two\"} 0");
    }

    private static OnnxModelBuilder Model(string input, string size) => new OnnxModelBuilder()
        .Input(input, OnnxModelBuilder.TensorOf(OnnxModelBuilder.Floats, size))
        .Output("y", OnnxModelBuilder.TensorOf(OnnxModelBuilder.Floats, size));

    private static void Write(TestFolder folder, string model, string version, OnnxModelBuilder content)
    {
        folder.Write($"{model}/model.json", """{"version_policy":"all"}""");
        folder.Write($"{model}/{version}/model.onnx", content);
    }

    private static Task<JsonNode> TrafficAsync(NodeProcess node, string model) => node.Http.GetJsonAsync($"/v2/models/{model}/traffic");

    private static async Task<string> VersionAsync(NodeProcess node, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/half_plus_two/infer");
        request.Headers.Add("X-User", user);
        request.Content = new StringContent(Six, Encoding.UTF8, "application/json");
        using var response = await node.Http.SendAsync(request);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["model_version"]!;
    }
}
