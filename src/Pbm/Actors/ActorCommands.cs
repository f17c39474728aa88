using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Actors;

/// <summary><c>pbm actor …</c>: the actors inside the nodes.</summary>
internal static class ActorCommands
{
    private static readonly Option<string?> Node = new("--node") { Description = "Only of this node; without it of every member." };

    private static readonly Option<string> Path = new("--path") { Description = "Only this actor and those below, such as /user/models.", DefaultValueFactory = _ => "/" };

    internal static Command Create() => new("actor", "See the actors inside the nodes: who there is, what waits, what failed.") { Hierarchy(), Stats(), Tail() };

    private static Command Hierarchy() => new Command("hierarchy", "The tree of actors.") { Node, Path }.Runs((parsed, cancellation) => ShowAsync(
        parsed,
        (printer, nodes) =>
        {
            foreach (var node in nodes)
            {
                printer.Line(node.Name);
                foreach (var line in ActorTree.Lines(node.Actors, printer.IsTerminal))
                    printer.Line(line);
            }
        },
        cancellation));

    private static Command Stats()
    {
        var sort = new Option<string>("--sort") { Description = "By depth, oldest, processed, restarts or path.", DefaultValueFactory = _ => "path" };
        sort.AcceptOnlyFromAmong("depth", "oldest", "processed", "restarts", "path");
        var limit = new Option<int>("--limit") { Description = "The most actors; 0 for all.", DefaultValueFactory = _ => 0 };
        return new Command("stats", "What waits in each mailbox, what was handled, how often it restarted and why.") { Node, Path, sort, limit }.Runs((parsed, cancellation) => ShowAsync(
            parsed,
            (printer, nodes) =>
            {
                var rows = Sorted(nodes.SelectMany(node => node.Actors.Select(actor => (node.Name, Actor: actor))), parsed.GetRequiredValue(sort));
                var most = parsed.GetValue(limit);
                printer.Table(
                    ["node", "path", "state", "depth", "oldest", "processed", "restarts", "last failure"],
                    [.. rows.Take(most > 0 ? most : int.MaxValue).Select(row => Cells(row.Name, row.Actor))]);
            },
            cancellation));
    }

    private static Command Tail()
    {
        var interval = new Option<double>("--interval") { Description = "Seconds from one look to the next, 0.1 or more.", DefaultValueFactory = _ => 1 };
        var depth = new Option<int>("--depth") { Description = "Also tell of mailboxes in which so many messages or more wait.", DefaultValueFactory = _ => 100 };
        return new Command("tail", "Tell of actors that start, stop, fail, restart or fall behind, as it happens, until Ctrl+C.") { Node, Path, interval, depth }.Runs(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(interval) is not (>= 0.1 and <= 3600))
                throw new PbmException(ExitCode.WrongUsage, "--interval takes 0.1 to 3600 seconds");
            using var client = NodeClient.Of(parsed);
            var printer = Printer.Of(parsed);
            var changes = new ActorChanges(parsed.GetValue(depth));
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(parsed.GetValue(interval)));
            do
            {
                foreach (var change in changes.Look(NodesOf(parsed, await AskAsync(parsed, client, cancellation))))
                {
                    if (printer.IsJson)
                        printer.JsonLine(new JsonObject { ["time"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture), ["node"] = change.Node, ["path"] = change.Path, ["change"] = change.What });
                    else
                        printer.Line($"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}  {change.Node}  {change.Path}  {change.What}");
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
            return ExitCode.Done;
        });
    }

    private static async Task<ExitCode> ShowAsync(ParseResult parsed, Action<Printer, IReadOnlyList<NodeOfActors>> print, CancellationToken cancellation)
    {
        using var client = NodeClient.Of(parsed);
        var answer = await AskAsync(parsed, client, cancellation);
        var printer = Printer.Of(parsed);
        if (printer.IsJson)
            printer.Json(answer);
        else
            print(printer, NodesOf(parsed, answer));
        return await UnansweredNodes.ReportAsync(answer);
    }

    private static Task<JsonNode?> AskAsync(ParseResult parsed, NodeClient client, CancellationToken cancellation) =>
        client.GetAsync($"/v2/cluster/actors{QueryText.Of(("node", parsed.GetValue(Node)))}", cancellation);

    private static IReadOnlyList<NodeOfActors> NodesOf(ParseResult parsed, JsonNode? answer)
    {
        var below = parsed.GetRequiredValue(Path).TrimEnd('/');
        return [.. answer.Items("nodes").Select(node => new NodeOfActors(node.Text("node"), [.. node.Items("actors").Where(actor => IsBelow(actor.Text("path"), below))]))];
    }

    private static bool IsBelow(string path, string top) =>
        path.StartsWith(top, StringComparison.Ordinal) && (path.Length == top.Length || path[top.Length] == '/');

    private static IEnumerable<(string Name, JsonNode Actor)> Sorted(IEnumerable<(string Name, JsonNode Actor)> actors, string by) => by switch
    {
        "depth" => actors.OrderByDescending(row => row.Actor.Number("mailbox_depth")),
        "oldest" => actors.OrderByDescending(row => row.Actor.Number("oldest_message_age_ms")),
        "processed" => actors.OrderByDescending(row => row.Actor.Number("processed")),
        "restarts" => actors.OrderByDescending(row => row.Actor.Number("restarts")),
        _ => actors,
    };

    private static string[] Cells(string node, JsonNode actor) =>
    [
        node, actor.Text("path"), actor.Text("state"), actor.Text("mailbox_depth"), Units.Milliseconds(actor.Number("oldest_message_age_ms")),
        Units.Count(actor.Number("processed")), actor.Text("restarts"), FailureOf(actor),
    ];

    /// <summary>Its latest failure in a line; empty if there was none.</summary>
    internal static string FailureOf(JsonNode actor) => (actor as JsonObject)?["last_failure"] is JsonObject failure
        ? $"{Units.Since(failure.Time("time"))} ago: {failure.Text("error")}: {failure.Text("message").ReplaceLineEndings(" ")}"
        : "";
}

/// <summary>A node and those of its actors that are to be shown, parents before children.</summary>
internal sealed record NodeOfActors(string Name, IReadOnlyList<JsonNode> Actors);
