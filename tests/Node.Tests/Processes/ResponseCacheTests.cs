using System.Globalization;
using System.Net;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>A real node that keeps answers of one model.</summary>
public sealed class ResponseCacheTests
{
    [Fact]
    public async Task An_equal_request_is_answered_again_without_a_run_until_the_model_is_loaded_anew()
    {
        using var folder = new TestFolder("iris");
        folder.AddVersion("half_plus_two", "1");
        folder.Write("half_plus_two/model.json", """{"response_cache": {"enable": true}}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        const string Request = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[3]}]}""";
        for (var i = 0; i < 3; i++)
        {
            var (status, body) = await node.Http.InferAsync("half_plus_two", Request);
            status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
            body.Floats().ShouldBe([3.5f]);
        }

        (await CountsAsync(node)).ShouldBe((2, 1, 1));
        (await node.Http.GetStringAsync("/metrics")).ShouldContain("nv_cache_num_hits_per_model{model=\"half_plus_two\",version=\"1\"} 2");

        File.SetLastWriteTimeUtc(Path.Combine(folder.Models, "half_plus_two", "1", "model.onnx"), DateTime.UtcNow.AddMinutes(-1));
        await node.UntilAsync(async () => await CountsAsync(node) == (0, 0, 0));
        (await node.Http.InferAsync("half_plus_two", Request)).Body.Floats().ShouldBe([3.5f]);
        (await CountsAsync(node)).ShouldBe((0, 1, 1));
    }

    [Fact]
    public async Task The_metrics_tell_the_bytes_kept_and_the_answers_that_made_room()
    {
        const int maxBytes = 2000;
        using var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        folder.Write("half_plus_two/model.json", """{"response_cache": {"enable": true}}""");
        await using var node = await NodeProcess.StartReadyAsync(folder, $"--Cache:MaxBytes={maxBytes}");
        (await MetricAsync(node, "bytes")).ShouldBe(0);
        await AskAsync(1);
        var one = await MetricAsync(node, "bytes");
        one.ShouldBeInRange(1, maxBytes);
        (await MetricAsync(node, "evictions_total")).ShouldBe(0);

        const int asked = 20;
        for (var x = 2; x <= asked; x++)
            await AskAsync(x);
        var kept = maxBytes / one;
        (await MetricAsync(node, "bytes")).ShouldBe(kept * one);
        (await MetricAsync(node, "evictions_total")).ShouldBe(asked - kept);

        async Task AskAsync(int x) => (await node.Http.InferAsync(
            "half_plus_two", $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[{{x}}]}]}""")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<long> MetricAsync(NodeProcess node, string name)
    {
        var start = $"modelcluster_cache_{name} ";
        var line = (await node.Http.GetStringAsync("/metrics")).Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(start.Length), CultureInfo.InvariantCulture);
    }

    private static async Task<(int Hits, int Misses, int Rows)> CountsAsync(NodeProcess node)
    {
        var model = (await node.Http.GetJsonAsync("/v2/models/half_plus_two/stats"))["model_stats"]![0]!;
        return ((int)model["inference_stats"]!["cache_hit"]!["count"]!, (int)model["inference_stats"]!["cache_miss"]!["count"]!, (int)model["inference_count"]!);
    }
}
