using System.Net;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Pipelines in the repository of a real node.</summary>
public sealed class PipelineTests
{
    private const string Question = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[12]}]}""";

    private const string Twice =
        """
        {"inputs": ["x"], "outputs": {"y": "b.y"}, "steps": [
            {"name": "a", "model": "half_plus_two", "inputs": {"x": "x"}}, {"name": "b", "model": "half_plus_two", "inputs": {"x": "a.y"}}]}
        """;

    [Fact]
    public async Task No_request_fails_while_the_model_of_its_steps_is_swapped()
    {
        using var folder = new TestFolder();
        folder.Write("p/1/pipeline.json", Twice);
        folder.AddVersion("half_plus_two", "1");
        await using var node = await NodeProcess.StartReadyAsync(folder, "--Repository:SettleMilliseconds=50");
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => AskAsync(node, stop.Token));
        for (var round = 0; round < 6; round++)
        {
            var (add, remove, value) = round % 2 == 0 ? ("2", "1", 7.5f) : ("1", "2", 6f);
            folder.AddVersion("half_plus_two", add);
            folder.RemoveVersion("half_plus_two", remove);
            await node.UntilAsync(async () => (await node.Http.InferAsync("p", Question)).Body.Floats()[0] == value);
        }

        await stop.CancelAsync();
        var answers = await load;
        answers.Count.ShouldBeGreaterThan(20);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_model_that_leaves_is_named_and_the_pipeline_is_well_again_when_it_is_back()
    {
        using var folder = new TestFolder();
        folder.Write("p/1/pipeline.json", Twice);
        folder.AddVersion("half_plus_two", "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await node.Http.PostAsync("/v2/repository/models/half_plus_two/unload", "");
        var (status, body) = await node.Http.InferAsync("p", Question);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.Error().ShouldStartWith("steps[0] 'a': ");
        body.Error().ShouldContain("half_plus_two");
        await node.Http.PostAsync("/v2/repository/models/half_plus_two/load", "");
        (await node.Http.InferAsync("p", Question)).Body.Floats().ShouldBe([6]);
    }

    [Fact]
    public async Task A_pipeline_that_cannot_be_is_failed_with_the_path_and_another_version_serves()
    {
        using var folder = new TestFolder();
        folder.Write("p/1/pipeline.json", Twice);
        folder.AddVersion("half_plus_two", "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        folder.Write("p/2/pipeline.json", Twice.Replace("\"x\": \"x\"", "\"x\": \"b.y\"", StringComparison.Ordinal));
        await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("p", "2"))?["reason"] is { Length: > 0 });
        ((string?)(await node.Http.IndexAsync("p", "2"))!["reason"])!.ShouldContain("cycle: a -> b -> a");
        (await node.Http.InferAsync("p", Question)).Body.Floats().ShouldBe([6]);
    }

    [Fact]
    public async Task Code_and_onnx_go_together_in_one_pipeline()
    {
        using var folder = new TestFolder("sentiment", "text_statistics");
        folder.Write("report/1/pipeline.json",
            """
            {"inputs": ["text"], "outputs": {"words": "count.words", "probabilities": "judge.probabilities"}, "steps": [
                {"name": "count", "model": "text_statistics", "inputs": {"text": "text"}}, {"name": "judge", "model": "sentiment", "inputs": {"text": "text"}}]}
            """);
        await using var node = await NodeProcess.StartReadyAsync(folder, "--Repository:AllowCode=true");
        var (status, body) = await node.Http.InferAsync(
            "report", """{"inputs":[{"name":"text","shape":[2],"datatype":"BYTES","data":["a wonderful film","no"]}]}""");
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["outputs"]![0]!["data"]!.AsArray().Select(value => (long)value!).ShouldBe([3, 1]);
        body["outputs"]![1]!["shape"]!.AsArray().Select(value => (long)value!).ShouldBe([2, 2]);
    }

    private static async Task<List<(HttpStatusCode Status, float Value)>> AskAsync(NodeProcess node, CancellationToken stop)
    {
        var answers = new List<(HttpStatusCode, float)>();
        while (!stop.IsCancellationRequested)
        {
            var (status, body) = await node.Http.InferAsync("p", Question);
            answers.Add((status, status == HttpStatusCode.OK ? body.Floats()[0] : float.NaN));
        }

        return answers;
    }
}
