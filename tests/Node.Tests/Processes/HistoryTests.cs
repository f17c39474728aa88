using System.Net;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>What a real node keeps of its models over the death of its process.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task An_acknowledged_unload_outlives_a_killed_node_and_so_does_the_next_load()
    {
        using var folder = new TestFolder("iris");
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            (await node.Http.PostAsync("/v2/repository/models/iris/unload", "")).Status.ShouldBe(HttpStatusCode.OK);
            node.Kill();
        }

        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            await node.UntilAsync(async () => (await node.Http.IndexAsync("iris"))?["reason"] is not null);
            ((string?)(await node.Http.IndexAsync("iris"))!["reason"]).ShouldBe("unloaded");
            (await node.Http.PostAsync("/v2/repository/models/iris/load", "")).Status.ShouldBe(HttpStatusCode.OK);
            node.Kill();
        }

        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
            (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_history_tells_what_happened_to_a_model_and_who_or_what_brought_it_about()
    {
        using var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        folder.AddVersion("half_plus_two", "2");
        await node.UntilAsync(async () => (await EventsAsync(node)).Any(happened => happened == "version-retired 1"));
        folder.Write("half_plus_two/3/model.onnx", "this is not a model");
        await node.UntilAsync(async () => (await EventsAsync(node)).Any(happened => happened == "version-failed 3"));
        await node.Http.PostAsync("/v2/repository/models/half_plus_two/unload", "");
        await node.UntilAsync(async () => (await EventsAsync(node))[^1] == "version-retired 2");
        (await EventsAsync(node)).ShouldBe(
            [
                "version-discovered 1", "versions-aspired 1", "version-loaded 1", "version-promoted 1",
                "version-discovered 2", "versions-aspired 2", "version-loaded 2", "version-promoted 2", "version-retired 1",
                "version-discovered 3", "versions-aspired 3", "version-failed 3",
                "versions-aspired", "model-unloaded", "version-retired 2",
            ]);

        var unloaded = (await node.Http.GetJsonAsync("/v2/models/half_plus_two/history?from=14&limit=1"))["events"]!.AsArray().Single()!;
        ((long)unloaded["sequence"]!).ShouldBe(14);
        ((string?)unloaded["cause"]!["kind"]).ShouldBe("api_key");
        (await node.Http.GetAsync("/v2/models/nobody/history")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await node.Http.GetAsync("/v2/models/half_plus_two/history?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_name_of_the_key_that_asked_outlives_a_killed_node_and_the_key_is_nowhere()
    {
        using var folder = new TestFolder("iris");
        var keys = Path.Combine(folder.Models, "..", "keys.json");
        await File.WriteAllTextAsync(keys, """{"Security":{"ApiKeys":{"alice":"open-sesame-1234"}}}""");
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept(), "--config", keys, "--log-level", "Trace"))
        {
            (await node.Http.PostAsync("/v2/repository/models/iris/unload", "")).Status.ShouldBe(HttpStatusCode.Unauthorized);
            node.Http.DefaultRequestHeaders.Add("X-API-Key", "open-sesame-1234");
            (await node.Http.PostAsync("/v2/repository/models/iris/unload", "")).Status.ShouldBe(HttpStatusCode.OK);
            node.Log.ShouldNotContain("open-sesame");
            node.Kill();
        }

        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            var history = await node.Http.GetJsonAsync("/v2/models/iris/history");
            var unloaded = history["events"]!.AsArray().Single(happened => (string?)happened!["event"] == "model-unloaded")!;
            ((string?)unloaded["cause"]!["name"]).ShouldBe("alice");
            history.ToJsonString().ShouldNotContain("open-sesame");
        }
    }

    [Fact]
    public async Task Without_a_journal_models_serve_and_a_lasting_change_is_refused_with_the_reason()
    {
        using var folder = new TestFolder("iris");
        Directory.CreateDirectory(Path.Combine(folder.Data, "journal.db")); // where the file should be
        await using var node = await NodeProcess.StartAsync(folder);
        await node.UntilAsync(async () => (await node.Http.InferAsync("iris", Inference.OneFlower)).Status == HttpStatusCode.OK);
        var (status, body) = await node.Http.PostAsync("/v2/repository/models/iris/unload", "");
        status.ShouldNotBe(HttpStatusCode.OK);
        body!.Error().ShouldContain("history");
        (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
        (await node.Http.GetAsync("/v2/models/iris/history")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task An_orderly_stop_unloads_nothing_for_good()
    {
        using var folder = new TestFolder("iris");
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
            (await node.TerminateAsync()).ShouldBe(0);
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
            (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(NodeProcess node)
    {
        var history = await node.Http.GetJsonAsync("/v2/models/half_plus_two/history");
        return [.. history["events"]!.AsArray().Select(Describe)];
    }

    private static string Describe(JsonNode? entry) => $"{entry!["event"]} {entry["data"]!["version"] ?? entry["data"]!["versions"]?.AsArray().FirstOrDefault()}".TrimEnd();
}
