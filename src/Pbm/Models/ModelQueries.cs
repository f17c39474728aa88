using System.CommandLine;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Models;

/// <summary>The questions of <c>pbm model</c>.</summary>
internal static class ModelQueries
{
    internal static Argument<string> ModelName() => new("model") { Description = "The model's name." };

    internal static Command List() => new Command("list", "Every model and version, and how far it is.").Runs(async (parsed, cancellation) =>
    {
        using var client = NodeClient.Of(parsed);
        var index = (await client.AskAsync(HttpMethod.Post, "/v2/repository/index", null, cancellation))!.AsArray();
        var printer = Printer.Of(parsed);
        if (printer.IsJson)
            printer.Json(index);
        else
            printer.Table(["model", "version", "state", "reason"], [.. index.Select(entry => Cells(entry!, "name", "version", "state", "reason"))]);
        return ExitCode.Done;
    });

    internal static Command Show()
    {
        var model = ModelName();
        return new Command("show", "What was decided about a model, and what is served.") { model }.Runs(async (parsed, cancellation) =>
        {
            using var client = NodeClient.Of(parsed);
            ModelView.Print(Printer.Of(parsed), await client.GetAsync($"/v2/models/{Uri.EscapeDataString(parsed.GetRequiredValue(model))}/control", cancellation));
            return ExitCode.Done;
        });
    }

    internal static Command History()
    {
        var model = ModelName();
        var from = new Option<long>("--from") { Description = "The first event's number.", DefaultValueFactory = _ => 1 };
        var limit = new Option<int>("--limit") { Description = "The most events, 1 to 1000.", DefaultValueFactory = _ => 100 };
        return new Command("history", "What happened to a model, oldest first.") { model, from, limit }.Runs(async (parsed, cancellation) =>
        {
            using var client = NodeClient.Of(parsed);
            var path = $"/v2/models/{Uri.EscapeDataString(parsed.GetRequiredValue(model))}/history?from={parsed.GetValue(from)}&limit={parsed.GetValue(limit)}";
            var history = await client.GetAsync(path, cancellation);
            var printer = Printer.Of(parsed);
            if (printer.IsJson)
                printer.Json(history);
            else
                printer.Table(["sequence", "time", "event", "data", "by"], [.. history!["events"]!.AsArray().Select(EventCells!)]);
            return ExitCode.Done;
        });
    }

    private static string[] EventCells(JsonNode happened) =>
        [.. Cells(happened, "sequence", "time", "event"), happened["data"]?.ToJsonString() ?? "", $"{happened["cause"]?["kind"]} {happened["cause"]?["name"]}"];

    private static string[] Cells(JsonNode entry, params string[] keys) => [.. keys.Select(key => entry[key]?.ToString() ?? "")];
}
