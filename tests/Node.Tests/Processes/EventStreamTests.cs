using System.Net;
using System.Text.Json.Nodes;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>The live event stream of a real node.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task A_client_that_comes_back_after_a_restart_goes_on_where_it_was()
    {
        using var folder = new TestFolder("iris");
        string last;
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            using var stream = await StreamAsync(node, "/v2/events?from=1");
            await UntilAsync(stream, "version-loaded");
            await node.Http.PostAsync("/v2/repository/models/iris/unload", "");
            (last, _, var data) = await UntilAsync(stream, "model-unloaded");
            ((string?)data["actor"]).ShouldBe("model/iris");
            ((string?)data["cause"]!["name"]).ShouldBe("anonymous");
            node.Kill();
        }

        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            await node.Http.PostAsync("/v2/repository/models/iris/load", "");
            using var stream = await StreamAsync(node, "/v2/models/iris/events", last);
            var seen = new List<string>();
            while (seen.Count == 0 || seen[^1] != "version-loaded")
            {
                var (id, happened, _) = await NextAsync(stream);
                long.Parse(id).ShouldBeGreaterThan(long.Parse(last));
                seen.Add(happened);
            }

            seen.ShouldContain("model-load-requested", StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_a_stop_up()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder, "--Serving:ShutdownSeconds=3600");
        using var stream = await StreamAsync(node, "/v2/events");
        var rest = stream.ReadToEndAsync();
        (await node.TerminateAsync()).ShouldBe(0);
        (await rest.OrFailAsync("the end of the stream")).ShouldContain(": the node is stopping");
    }

    [Fact]
    public async Task The_history_can_be_narrowed_down_and_turned_round()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await node.Http.PostAsync("/v2/repository/models/iris/unload", "");
        await node.Http.PostAsync("/v2/repository/models/iris/load", "");
        (await EventsAsync(node, "?order=desc&limit=1&event=version-loaded&event=model-unloaded")).ShouldBe(["version-loaded"]);
        (await EventsAsync(node, "?event=model-unloaded&event=model-load-requested")).ShouldBe(["model-unloaded", "model-load-requested"]);
        (await EventsAsync(node, "?cause=anonymous&event=model-load-requested&event=model-unloaded&order=desc")).ShouldBe(["model-load-requested", "model-unloaded"]);
        (await EventsAsync(node, "?cause=nobody")).ShouldBeEmpty();
        (await EventsAsync(node, "?since=2200-01-01")).ShouldBeEmpty();
        (await EventsAsync(node, "?until=2200-01-01T00:00:00Z&event=version-loaded&limit=1")).ShouldBe(["version-loaded"]);
        (await node.Http.GetAsync("/v2/models/iris/history?order=up")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await node.Http.GetAsync("/v2/models/iris/history?since=yesterday")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(NodeProcess node, string query) =>
        [.. (await node.Http.GetJsonAsync($"/v2/models/iris/history{query}"))["events"]!.AsArray().Select(entry => (string)entry!["event"]!)];

    private static async Task<StreamReader> StreamAsync(NodeProcess node, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    private static async Task<(string Id, string Event, JsonNode Data)> UntilAsync(StreamReader stream, string wanted)
    {
        while (true)
        {
            if (await NextAsync(stream) is var (id, happened, data) && happened == wanted)
                return (id, happened, data);
        }
    }

    private static async Task<(string Id, string Event, JsonNode Data)> NextAsync(StreamReader stream)
    {
        string id = "", happened = "";
        while (await stream.ReadLineAsync().OrFailAsync("a line of the stream") is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                happened = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, happened, JsonNode.Parse(line[6..])!);
        }

        throw new EndOfStreamException("the stream ended before an event came");
    }
}
