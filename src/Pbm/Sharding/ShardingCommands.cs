using System.CommandLine;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Cluster;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Sharding;

/// <summary><c>pbm sharding …</c>: what is placed where. A region is a node with what it holds, an entity one replica of a version.</summary>
internal static class ShardingCommands
{
    internal static Command Create() => new("sharding", "See which node holds which replica, and even it out.")
    {
        Regions(),
        Entities(),
        ClusterCommands.Rebalance(),
    };

    private static Command Regions() => new Command("regions", "The nodes, and how much each holds.").Runs(async (parsed, cancellation) =>
    {
        using var client = NodeClient.Of(parsed);
        var cluster = await client.GetAsync("/v2/cluster", cancellation);
        var placed = (await client.GetAsync("/v2/cluster/placements", cancellation)).Items("placements").ToLookup(one => one.Text("node"), StringComparer.Ordinal);
        var regions = cluster.Items("members").Select(member => RegionOf(member, [.. placed[member.Text("node")]])).ToList();
        var printer = Printer.Of(parsed);
        if (printer.IsJson)
        {
            printer.Json(new JsonArray([.. regions]));
            return ExitCode.Done;
        }

        printer.Table(
            ["node", "state", "replicas", "available", "models", "memory"],
            [.. regions.Select(region => new[] { region.Text("node"), ClusterShow.StateOf(region), region.Text("replicas"), region.Text("available"), region.Text("models"), ClusterShow.MemoryOf(region) })]);
        if (placed[""].Count() is > 0 and var waiting)
            printer.Line($"{waiting} on no node yet: pbm sharding entities");
        return ExitCode.Done;
    });

    private static Command Entities()
    {
        var model = new Option<string?>("--model") { Description = "Only of this model." };
        var node = new Option<string?>("--node") { Description = "Only on this node." };
        return new Command("entities", "Every replica, and the node that holds it.") { model, node }.Runs(async (parsed, cancellation) =>
        {
            using var client = NodeClient.Of(parsed);
            var query = QueryText.Of(("model", parsed.GetValue(model)), ("node", parsed.GetValue(node)));
            var placements = await client.GetAsync($"/v2/cluster/placements{query}", cancellation);
            var printer = Printer.Of(parsed);
            if (printer.IsJson)
                printer.Json(placements?["placements"]);
            else
                printer.Table(["model", "version", "number", "node", "state", "memory", "pinned by", "epoch", "reason"], [.. placements.Items("placements").Select(Cells)]);
            return ExitCode.Done;
        });
    }

    private static JsonNode RegionOf(JsonNode member, List<JsonNode> placed) => new JsonObject
    {
        ["node"] = member.Text("node"),
        ["state"] = member.Text("state"),
        ["drained"] = member.Flag("drained"),
        ["replicas"] = placed.Count,
        ["available"] = placed.Count(one => one.Text("state") == "available"),
        ["models"] = placed.Select(one => one.Text("model")).Distinct(StringComparer.Ordinal).Count(),
        ["memory_used_bytes"] = member.Number("memory_used_bytes"),
        ["memory_budget_bytes"] = member.Number("memory_budget_bytes"),
    };

    private static string[] Cells(JsonNode placed) =>
    [
        placed.Text("model"), placed.Text("version"), placed.Text("number"), placed.Text("node") is { Length: > 0 } node ? node : "-", placed.Text("state"),
        Units.Bytes(placed.Number("memory_bytes")), placed.Text("pinned_by"), placed.Text("epoch"), placed.Text("reason"),
    ];
}
