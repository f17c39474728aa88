using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>An operator changes a model without a break; the node is killed at random moments and started again.</summary>
public sealed class KilledOperatorTests
{
    private const string Model = "/v2/models/half_plus_two";

    /// <summary>In a long run, as <c>make soak</c> does, as many as are asked for.</summary>
    private static int Kills { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("MODELCLUSTER_TEST_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 20;

    [Fact]
    public async Task After_each_kill_9_what_counts_is_what_was_acknowledged_or_what_was_on_its_way()
    {
        using var folder = new TestFolder();
        foreach (var version in new[] { "1", "2", "3" })
            folder.AddVersion("half_plus_two", version);
        var random = new Random(20261120);
        var acknowledged = "";
        string? onItsWay = null;
        var commands = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var node = await NodeProcess.StartReadyAsync(folder.Kept());
            var found = await CountsAsync(node);
            if (kill > 0)
                (found == acknowledged || found == onItsWay).ShouldBeTrue($"{found} is neither {acknowledged} nor {onItsWay}, after {kill} kills and {commands} commands");
            acknowledged = found;
            onItsWay = null;
            await using var timer = new Timer(_ => node.Kill());
            try
            {
                for (var left = random.Next(1, 12); ; left--)
                {
                    if (left == 0)
                        timer.Change(random.Next(0, 60), Timeout.Infinite); // in the middle of one of the next
                    var (path, body) = Command(random);
                    var (_, plan) = await SendAsync(node, $"{path}?dry_run=true", body);
                    onItsWay = After(acknowledged, plan);
                    var (status, answer) = await SendAsync(node, path, body);
                    status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
                    var counts = After(acknowledged, answer);
                    counts.ShouldBe(onItsWay, $"{path} {body}");
                    (acknowledged, onItsWay) = (counts, null);
                    commands++;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or System.Text.Json.JsonException)
            {
                continue; // it was killed
            }
        }

        commands.ShouldBeGreaterThan(Kills);
    }

    private static (string Path, string Body) Command(Random random)
    {
        var version = random.Next(1, 4);
        return random.Next(15) switch
        {
            12 => ("labels/stable", $$"""{"version":"{{version}}"}"""),
            13 => ("labels/canary", $$"""{"version":"{{version}}"}"""),
            14 => ("traffic", $$"""{"shares":[{"version":"{{version}}","weight":{{random.Next(1, 100)}}}]}"""),
            0 => ($"versions/{version}/pin", ""),
            1 or 2 => ("unpin", ""),
            3 => ($"versions/{version}/load", ""),
            4 => ($"versions/{version}/unload", ""),
            5 => ($"versions/{version}/pause", ""),
            6 => ($"versions/{version}/drain", ""),
            7 or 8 => ($"versions/{version}/resume", ""),
            9 => ("configure", """{"config":{"version_policy":"all"}}"""),
            10 => ("configure", """{"config":null}"""),
            _ => ("rollback", $$"""{"to":{{random.Next(1, 20)}}}"""),
        };
    }

    private static async Task<string> CountsAsync(NodeProcess node) => After("{}", new JsonObject { ["after"] = await node.Http.GetJsonAsync($"{Model}/control") });

    /// <summary>What counts after an answer that tells all of it, or the part that it is about; a refusal tells of no change.</summary>
    private static string After(string before, JsonNode? answer)
    {
        var counts = JsonNode.Parse(before)!.AsObject();
        if (answer!["after"] is not JsonObject after)
            return before;
        foreach (var name in new[] { "unloaded", "pinned", "holds", "labels", "traffic", "configuration" })
        {
            if (after.ContainsKey(name))
                counts[name] = after[name]?.DeepClone();
        }

        return counts.ToJsonString();
    }

    /// <summary>Labels and plans are put, everything else is posted.</summary>
    private static async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(NodeProcess node, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(path.StartsWith("labels", StringComparison.Ordinal) || path.StartsWith("traffic", StringComparison.Ordinal) ? HttpMethod.Put : HttpMethod.Post, $"{Model}/{path}");
        request.Content = content;
        using var response = await node.Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }
}
