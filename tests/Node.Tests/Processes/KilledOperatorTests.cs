using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>An operator changes a model without a break; the node is killed at random moments and started again.</summary>
public sealed class KilledOperatorTests
{
    private const string Model = "/v2/models/half_plus_two";

    /// <summary>In a long run, as <c>make soak</c> does, as many as are asked for.</summary>
    private static int Kills { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("MODELCLUSTER_TEST_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 40;

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
                    onItsWay = await WouldCountAsync(node, path, body);
                    var (status, answer) = await node.Http.PostAsync($"{Model}/{path}", body);
                    status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
                    var counts = Intent(answer!["after"]!);
                    counts.ShouldBe(onItsWay ?? counts, $"{path} {body}");
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
        return random.Next(12) switch
        {
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

    private static async Task<string> CountsAsync(NodeProcess node) => Intent(await node.Http.GetJsonAsync($"{Model}/control"));

    /// <summary>What would count after a command; what counts now if it would be refused.</summary>
    private static async Task<string?> WouldCountAsync(NodeProcess node, string path, string body)
    {
        var (_, answer) = await node.Http.PostAsync($"{Model}/{path}?dry_run=true", body);
        return Intent(answer!["after"]!);
    }

    private static string Intent(JsonNode snapshot) => new JsonObject(
        new[] { "unloaded", "pinned", "holds", "labels", "traffic", "configuration" }
            .Select(name => KeyValuePair.Create(name, snapshot[name]?.DeepClone()))).ToJsonString();
}
