using System.Net;
using System.Text.Json.Nodes;
using ModelCluster.TestKit.Metrics;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>What a real node writes down of the requests it answers.</summary>
public sealed class RequestLogTests
{
    [Fact]
    public async Task A_request_becomes_a_line_that_can_be_replayed_as_a_sample()
    {
        using var folder = new TestFolder("iris");
        var file = Path.Combine(folder.Data, "requests.jsonl");
        await using (var node = await StartAsync(folder, file))
        {
            (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
            (await node.TerminateAsync()).ShouldBe(0);
        }

        var line = JsonNode.Parse((await File.ReadAllLinesAsync(file)).ShouldHaveSingleItem())!;
        ((string?)line["model"], (string?)line["outcome"]).ShouldBe(("iris", "ok"));
        ((string?)line["version"]).ShouldNotBeNullOrEmpty();
        ((long)line["duration_us"]!).ShouldBeGreaterThan(0);
        line["inputs"]!.ToJsonString().ShouldBe("""[{"name":"features","datatype":"FP32","shape":[1,4]}]""");
        line["request"]!["inputs"]![0]!["data"]!.ToJsonString().ShouldBe("[5.1,3.4,1.5,0.2]");

        var sample = new JsonObject { ["request"] = line["request"]!.DeepClone(), ["expected"] = line["expected"]!.DeepClone() };
        folder.Write("iris/samples/seen.json", sample.ToJsonString());
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
            (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
        sample["expected"]!["outputs"]![0]!["data"] = new JsonArray("wrong");
        folder.Write("iris/samples/seen.json", sample.ToJsonString());
        await using (var node = await NodeProcess.StartAsync(folder.Kept()))
            await node.UntilAsync(async () => ((string?)(await node.Http.IndexAsync("iris"))?["reason"])?.Contains("seen", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_failure_is_written_with_its_reason_and_files_roll()
    {
        using var folder = new TestFolder("iris");
        var file = Path.Combine(folder.Data, "requests.jsonl");
        await using var node = await StartAsync(folder, file, "--RequestLog:MaxFileBytes=4096", "--RequestLog:MaxFiles=2");
        await node.Http.InferAsync("nobody", Inference.OneFlower);
        await node.UntilAsync(() => Task.FromResult(File.Exists(file) && new FileInfo(file).Length > 0));
        var line = JsonNode.Parse((await File.ReadAllLinesAsync(file)).ShouldHaveSingleItem())!;
        ((string?)line["outcome"]).ShouldBe("not_found");
        ((string?)line["error"]).ShouldNotBeNull().ShouldContain("nobody");
        line["version"].ShouldBeNull();
        for (var i = 0; i < 30; i++)
            await node.Http.InferAsync("iris", Inference.OneFlower);
        await node.UntilAsync(async () => Exposition.Parse(await node.Http.GetStringAsync("/metrics"))["modelcluster_request_log_written_total"] == 31);
        Directory.GetFiles(folder.Data, "requests.jsonl*").Select(Path.GetFileName).ShouldBe(["requests.jsonl", "requests.jsonl.1"], ignoreOrder: true);
        foreach (var rolled in Directory.GetFiles(folder.Data, "requests.jsonl*"))
        {
            new FileInfo(rolled).Length.ShouldBeLessThanOrEqualTo(4_096);
            foreach (var text in await File.ReadAllLinesAsync(rolled))
                JsonNode.Parse(text)!["model"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_fails_no_request()
    {
        using var folder = new TestFolder("iris");
        var file = Path.Combine(folder.Data, "requests.jsonl");
        Directory.CreateDirectory(file);
        await using var node = await StartAsync(folder, file);
        (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
        await node.UntilAsync(() => Task.FromResult(node.Log.Contains("which cannot be written", StringComparison.Ordinal)));
        Exposition.Parse(await node.Http.GetStringAsync("/metrics"))["modelcluster_request_log_dropped_total"].ShouldBe(1);
    }

    private static Task<NodeProcess> StartAsync(TestFolder folder, string file, params string[] args) =>
        NodeProcess.StartReadyAsync(folder.Kept(), ["--RequestLog:File", file, "--RequestLog:SampleRate=1", "--RequestLog:Tensors=true", .. args]);
}
