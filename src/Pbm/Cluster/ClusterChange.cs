using System.CommandLine;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Cluster;

/// <summary>Commands that change the cluster: they post to a path and print what is different now.</summary>
internal static class ClusterChange
{
    /// <summary>Only say what would change.</summary>
    internal static Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only say what would change." };

    /// <summary>Lets a command, which has the option <see cref="DryRun"/>, post to a path.</summary>
    internal static Command Changes(this Command command, Func<ParseResult, NodeClient, string> path, string whenNothing) =>
        command.Runs(async (parsed, cancellation) =>
        {
            using var client = NodeClient.Of(parsed);
            Print(Printer.Of(parsed), await PostAsync(parsed, client, path(parsed, client), cancellation), whenNothing);
            return ExitCode.Done;
        });

    internal static Task<JsonNode?> PostAsync(ParseResult parsed, NodeClient client, string path, CancellationToken cancellation) =>
        client.AskAsync(HttpMethod.Post, parsed.GetValue(DryRun) ? $"{path}?dry_run=true" : path, body: null, cancellation);

    internal static void Print(Printer printer, JsonNode? answer, string whenNothing)
    {
        if (printer.IsJson)
            printer.Json(answer);
        var changes = (answer as JsonObject)?["changes"] as JsonArray ?? [];
        foreach (var change in changes)
            printer.Line($"{change}");
        if (answer.Text("message") is { Length: > 0 } message)
            printer.Line(message);
        else if (changes.Count == 0)
            printer.Line(whenNothing);
    }
}
