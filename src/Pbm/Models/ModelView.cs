using System.Text.Json.Nodes;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Models;

/// <summary>Prints what was decided about a model, and what came of it.</summary>
internal static class ModelView
{
    /// <summary>What <c>/v2/models/{model}/control</c> tells.</summary>
    internal static void Print(Printer printer, JsonNode? control)
    {
        if (printer.IsJson)
        {
            printer.Json(control);
            return;
        }

        printer.Line($"model          {control.Text("model")}{(control.Flag("unloaded") ? ", unloaded until it is loaded again" : "")}");
        if (control.Text("pinned") is { Length: > 0 } pinned)
            printer.Line($"pinned         {pinned}");
        foreach (var (label, version) in control?["labels"] as JsonObject ?? [])
            printer.Line($"label          {label} -> {version}");
        printer.Line($"traffic        {SharesOf(control?["traffic"])}");
        printer.Line($"configuration  {(control?["configuration"] is { } given ? given.ToJsonString() : "as in model.json")}");
        printer.Line($"last event     {control.Text("sequence")}");
        printer.Table(["version", "state", "decided", "replicas", "reason"], [.. control.Items("versions").Select(Cells)]);
    }

    /// <summary>What <c>/v2/models/{model}/traffic</c> tells.</summary>
    internal static void PrintTraffic(Printer printer, JsonNode? traffic)
    {
        if (printer.IsJson)
        {
            printer.Json(traffic);
            return;
        }

        printer.Line(SharesOf(traffic));
        foreach (var (key, value) in traffic as JsonObject ?? [])
        {
            if (value is not null && key is not ("model" or "shares"))
                printer.Line($"{key}: {(value is JsonValue ? value.ToString() : value.ToJsonString())}");
        }
    }

    private static string SharesOf(JsonNode? plan) => plan.Items("shares").ToList() is { Count: > 0 } shares
        ? string.Join(", ", shares.Select(share => $"{share.Text("version")}={share.Text("weight")}"))
        : "all to the newest version";

    private static string[] Cells(JsonNode version) =>
    [
        version.Text("version"), version.Text("state"), version.Text("hold"), $"{(version as JsonObject)?["replicas"].Text("ready")} of {(version as JsonObject)?["replicas"].Text("desired")}", version.Text("reason"),
    ];
}
