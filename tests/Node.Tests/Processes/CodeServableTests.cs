using System.Net;
using System.Text.Json.Nodes;
using ModelCluster.Node.Tests.Code;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Assemblies in the repository of a real node.</summary>
public sealed class CodeServableTests
{
    private const string Question = """{"inputs":[{"name":"x","shape":[1,1],"datatype":"FP32","data":[21]}]}""";
    private const string AllowCode = "--Repository:AllowCode=true";

    [Fact]
    public async Task The_sample_of_the_project_answers_its_own_sample()
    {
        using var folder = new TestFolder("text_statistics");
        await using var node = await NodeProcess.StartReadyAsync(folder, AllowCode);
        var (status, body) = await node.Http.InferAsync(
            "text_statistics", """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["four words are here"]}]}""");
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        ((long)body["outputs"]![1]!["data"]![0]!).ShouldBe(4);
        ((string?)(await node.Http.GetJsonAsync("/v2/models/text_statistics"))["platform"]).ShouldBe("dotnet_assembly");
    }

    [Fact]
    public async Task Changed_code_takes_over_without_a_failed_request()
    {
        using var folder = new TestFolder();
        Write(folder, TestAssembly.Times(2));
        await using var node = await NodeProcess.StartReadyAsync(folder, AllowCode, "--Repository:SettleMilliseconds=50");
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => AskAsync(node, stop.Token));
        for (var factor = 3; factor < 8; factor++)
        {
            Write(folder, TestAssembly.Times(factor));
            await node.UntilAsync(async () => (await node.Http.InferAsync("tested", Question)).Body.Floats()[0] == 21 * factor);
        }

        await stop.CancelAsync();
        var answers = await load;
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        answers.Select(answer => answer.Value).Distinct().ShouldBe([42, 63, 84, 105, 126, 147]);
        node.Log.ShouldNotContain("stays in memory");
    }

    [Fact]
    public async Task A_run_that_throws_fails_its_request_alone_and_one_that_never_ends_is_answered_at_the_deadline_and_counted()
    {
        using var folder = new TestFolder();
        Write(folder, TestAssembly.Servable(
            """
            var x = call.Values<float>("x");
            while (x[0] == 13) Thread.Yield();
            if (x[0] == 12) throw new InvalidOperationException("twelve is too much");
            x.CopyTo(call.Output<float>("y", call.Rows, 1));
            return default;
            """));
        folder.Write("tested/model.json", """{"default_deadline_milliseconds":300,"max_batch_size":1,"instances":2}""");
        await using var node = await NodeProcess.StartReadyAsync(folder, AllowCode);
        for (var i = 0; i < 20; i++) // so that the node knows it as a quick one
            (await node.Http.InferAsync("tested", Question)).Status.ShouldBe(HttpStatusCode.OK);

        var (thrown, why) = await node.Http.InferAsync("tested", Question.Replace("21", "12", StringComparison.Ordinal));
        thrown.ShouldBe(HttpStatusCode.InternalServerError);
        why.Error().ShouldContain("InvalidOperationException: twelve is too much");

        var (late, message) = await node.Http.InferAsync("tested", Question.Replace("21", "13", StringComparison.Ordinal));
        late.ShouldBe(HttpStatusCode.ServiceUnavailable);
        message.Error().ShouldBe("Request timeout expired");
        ((int)(await Statistics(node))["overdue_runs"]!).ShouldBe(1);
        (await node.Http.InferAsync("tested", Question)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Code_does_not_run_unless_it_is_allowed_and_is_never_taken_from_a_request()
    {
        using var folder = new TestFolder("iris");
        Write(folder, TestAssembly.Times(2));
        folder.Write("tested/model.json", """{"required":false}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("tested"))?["reason"] is { Length: > 0 });
        ((string?)(await node.Http.IndexAsync("tested"))!["reason"])!.ShouldContain("--Repository:AllowCode=true");

        var upload = Convert.ToBase64String(TestAssembly.Compile("Tested", TestAssembly.Times(2)));
        var (status, body) = await node.Http.PostAsync(
            "/v2/repository/models/iris/load", $$$"""{"parameters":{"file:1/Tested.dll":"{{{upload}}}","config":"{}"}}""");
        status.ShouldBe(HttpStatusCode.BadRequest);
        body!.Error().ShouldContain("'1/Tested.dll' is code, which is never taken from a request");
    }

    private static void Write(TestFolder folder, string source) =>
        TestAssembly.Write(Path.Combine(folder.Models, "tested", "1"), "Tested", source);

    private static async Task<JsonNode> Statistics(NodeProcess node) => (await node.Http.GetJsonAsync("/v2/models/tested/stats"))["model_stats"]![0]!;

    private static async Task<List<(HttpStatusCode Status, float Value)>> AskAsync(NodeProcess node, CancellationToken stop)
    {
        var answers = new List<(HttpStatusCode, float)>();
        while (!stop.IsCancellationRequested)
        {
            var (status, body) = await node.Http.InferAsync("tested", Question);
            answers.Add((status, status == HttpStatusCode.OK ? body.Floats()[0] : float.NaN));
        }

        return answers;
    }
}
