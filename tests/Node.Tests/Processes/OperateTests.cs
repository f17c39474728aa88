using System.Net;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Operating single versions of a model on a real node.</summary>
public sealed class OperateTests
{
    private const string Question = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[12]}]}""";
    private const string Model = "/v2/models/half_plus_two";

    [Fact]
    public async Task Every_verb_answers_with_the_state_before_and_after()
    {
        using var folder = Two();
        await using var node = await NodeProcess.StartReadyAsync(folder);
        (await DoAsync(node, "versions/1/load")).ShouldBe(["version 1: as the policy says -> held loaded"]);
        (await ServingAsync(node)).ShouldBe("2");
        (await DoAsync(node, "versions/2/drain")).ShouldBe(["version 2: as the policy says -> held drained"]);
        (await ServingAsync(node)).ShouldBe("1");
        ((string?)(await node.Http.IndexAsync("half_plus_two", "2"))!["state"]).ShouldBe("UNAVAILABLE");
        ((string?)(await node.Http.IndexAsync("half_plus_two", "2"))!["reason"])!.ShouldContain("drained by an operator");
        (await node.Http.GetAsync($"{Model}/versions/2/ready")).IsSuccessStatusCode.ShouldBeFalse();
        (await node.Http.InferAsync("half_plus_two/versions/2", Question)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await DoAsync(node, "versions/2/resume");
        (await ServingAsync(node)).ShouldBe("2");
        await DoAsync(node, "versions/2/pause");
        var waiting = node.Http.InferAsync("half_plus_two", Question);
        await DoAsync(node, "versions/2/resume");
        (await waiting).Status.ShouldBe(HttpStatusCode.OK);
        (await DoAsync(node, "versions/1/pin?dry_run=true")).ShouldBe(["pinned version: none -> 1"]);
        (await ServingAsync(node)).ShouldBe("2");
        await DoAsync(node, "versions/1/pin");
        (await ServingAsync(node)).ShouldBe("1");
        await DoAsync(node, "versions/1/reload");
        await DoAsync(node, "unpin");
        await node.UntilAsync(async () => await ServingAsync(node) == "2");
        await DoAsync(node, "versions/2/unload");
        await node.UntilAsync(async () => await ServingAsync(node) == "1");
        await DoAsync(node, "versions/1/resume");
        await DoAsync(node, "versions/2/resume");
        await node.UntilAsync(async () => await ServingAsync(node) == "2");
    }

    [Theory]
    [InlineData("versions/9/pin", HttpStatusCode.NotFound, "has no version 9; known are 2, 1")]
    [InlineData("versions/1/pause", HttpStatusCode.Conflict, "is not loaded")]
    [InlineData("versions/abc/pause", HttpStatusCode.BadRequest, "'abc' is not a version")]
    [InlineData("versions/2/pause?dry_run=maybe", HttpStatusCode.BadRequest, "dry_run is 'maybe'")]
    [InlineData("../nobody/unpin", HttpStatusCode.NotFound, "nobody")]
    public async Task A_command_that_cannot_be_done_says_why_and_changes_nothing(string path, HttpStatusCode status, string message)
    {
        using var folder = Two();
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await node.UntilAsync(async () => (await EventsAsync(node)).Contains("version-promoted", StringComparer.Ordinal)); // the last of the start
        var before = (await node.Http.GetJsonAsync($"{Model}/control")).ToJsonString();
        var (answered, body) = await node.Http.PostAsync($"{Model}/{path}", "");
        answered.ShouldBe(status);
        body!.Error().ShouldContain(message);
        (await node.Http.GetJsonAsync($"{Model}/control")).ToJsonString().ShouldBe(before);
    }

    [Fact]
    public async Task Settings_given_by_hand_survive_a_killed_node_and_each_value_tells_its_origin()
    {
        using var folder = Two();
        folder.Write("half_plus_two/model.json", """{"queue_limit":7}""");
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            (await OriginAsync(node, "queue_limit")).ShouldBe("7 model.json");
            (await OriginAsync(node, "lazy")).ShouldBe("false default");
            var (bad, body) = await node.Http.PostAsync($"{Model}/configure", """{"config":{"version_policy":"nonsense"}}""");
            bad.ShouldBe(HttpStatusCode.BadRequest);
            body!.Error().ShouldContain("version_policy");
            (await node.Http.PostAsync($"{Model}/configure", """{"config":{"version_policy":"all","warm_up":{"runs":2}}}""")).Status.ShouldBe(HttpStatusCode.OK);
            node.Kill();
        }

        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("half_plus_two", "1"))?["state"] == "READY");
            (await OriginAsync(node, "version_policy")).ShouldBe("\"all\" override by ApiKey anonymous");
            (await OriginAsync(node, "warm_up.runs")).ShouldBe("2 override by ApiKey anonymous");
            (await OriginAsync(node, "queue_limit")).ShouldBe("1024 default");
            await DoAsync(node, "configure", """{"config":null}""");
            (await OriginAsync(node, "queue_limit")).ShouldBe("7 model.json");
        }
    }

    [Fact]
    public async Task A_roll_back_brings_back_versions_settings_and_decisions_and_a_missing_file_stops_it()
    {
        using var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        folder.Write("half_plus_two/model.json", """{"queue_limit":7}""");
        await using var node = await NodeProcess.StartReadyAsync(folder, "--Repository:SettleMilliseconds=50");
        await node.UntilAsync(async () => (await EventsAsync(node)).Contains("version-promoted", StringComparer.Ordinal));
        var point = await SequenceAsync(node);
        folder.AddVersion("half_plus_two", "2");
        await node.UntilAsync(async () => await ServingAsync(node) == "2");
        folder.Write("half_plus_two/model.json", """{"queue_limit":9}""");
        await node.UntilAsync(async () => await OriginAsync(node, "queue_limit") == "9 model.json");

        var plan = await DoAsync(node, "rollback", $$"""{"to":{{point}},"dry_run":true}""");
        plan.ShouldBe(["version 2: as the policy says -> held unloaded", """configuration: model.json -> {"queue_limit":7}"""]);
        (await ServingAsync(node)).ShouldBe("2");
        (await DoAsync(node, "rollback", $$"""{"to":{{point}}}""")).ShouldBe(plan);
        await node.UntilAsync(async () => await ServingAsync(node) == "1");
        (await OriginAsync(node, "queue_limit")).ShouldStartWith("7 override by");
        (await EventsAsync(node)).ShouldContain(happened => happened == "rolled-back");

        await DoAsync(node, "versions/2/resume");
        await node.UntilAsync(async () => await ServingAsync(node) == "2");
        folder.RemoveVersion("half_plus_two", "1");
        await node.UntilAsync(async () => (await EventsAsync(node)).Contains("version-gone", StringComparer.Ordinal));
        var (status, body) = await node.Http.PostAsync($"{Model}/rollback", $$"""{"to":{{point}}}""");
        status.ShouldBe(HttpStatusCode.Conflict);
        body!.Error().ShouldContain("does not hold version 1 any more");
        (await ServingAsync(node)).ShouldBe("2");
    }

    [Fact]
    public async Task No_request_fails_while_an_operator_works()
    {
        using var folder = Two();
        await using var node = await NodeProcess.StartReadyAsync(folder, "--Repository:SettleMilliseconds=50");
        await using var load = SteadyLoad.Start(node, Question, "half_plus_two");
        await node.UntilAsync(async () => (await EventsAsync(node)).Contains("version-promoted", StringComparer.Ordinal));
        var point = await SequenceAsync(node);
        for (var round = 0; round < 4; round++)
        {
            await DoAsync(node, "versions/1/pin");
            await DoAsync(node, "unpin");
            await DoAsync(node, "versions/2/pause");
            await DoAsync(node, "versions/2/resume");
            await DoAsync(node, "versions/2/reload");
            await DoAsync(node, "versions/1/load");
            await DoAsync(node, "versions/2/drain");
            await DoAsync(node, "versions/2/resume");
            folder.Write("half_plus_two/model.json", $$"""{"queue_limit":{{500 + round}},"replicas":{{1 + (round % 2)}}}""");
            await node.UntilAsync(async () => await OriginAsync(node, "queue_limit") == $"{500 + round} model.json");
            await DoAsync(node, "rollback", $$"""{"to":{{point}}}""");
            await DoAsync(node, "configure", """{"config":null}""");
        }

        var answers = await load.StopAsync();
        answers.Count.ShouldBeGreaterThan(20);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
    }

    private static TestFolder Two()
    {
        var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        folder.AddVersion("half_plus_two", "2");
        return folder;
    }

    private static Task<IReadOnlyList<string>> DoAsync(NodeProcess node, string path, string body = "") => node.OperateAsync($"half_plus_two/{path}", body);

    private static async Task<string?> ServingAsync(NodeProcess node) =>
        (string?)(await node.Http.InferAsync("half_plus_two", Question)).Body["model_version"];

    private static Task<long> SequenceAsync(NodeProcess node) => node.SequenceAsync("half_plus_two");

    private static Task<IReadOnlyList<string>> EventsAsync(NodeProcess node) => node.EventsAsync("half_plus_two");

    private static Task<string> OriginAsync(NodeProcess node, string name) => node.SettingAsync("half_plus_two", name);
}
