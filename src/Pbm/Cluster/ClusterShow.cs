using System.CommandLine;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Cluster;

/// <summary><c>pbm cluster show</c>, and its part <c>pbm cluster leader</c>.</summary>
internal static class ClusterShow
{
    private static readonly string[] Headings = ["node", "state", "roles", "link", "replicas", "memory", "cores", "up", "version", "address"];

    internal static Command Create() => new Command("show", "The nodes, who leads, and how the node that answers sees them.").Runs(async (parsed, cancellation) =>
    {
        using var client = NodeClient.Of(parsed);
        var cluster = await client.GetAsync("/v2/cluster", cancellation);
        var printer = Printer.Of(parsed);
        if (printer.IsJson)
        {
            printer.Json(cluster);
            return ExitCode.Done;
        }

        printer.Line($"cluster     {cluster.Text("name")}, as node {cluster.Text("node")} sees it");
        printer.Line($"leader      {LeaderOf(cluster)}");
        printer.Line($"lighthouse  {LighthouseOf(cluster?["lighthouse"])}");
        printer.Line($"journal     {JournalOf(cluster?["journal"])}");
        printer.Line($"placements  {Units.Count(cluster.Number("placements"))}");
        printer.Table(Headings, [.. cluster.Items("members").Select(Cells)]);
        return ExitCode.Done;
    });

    internal static Command LeaderOnly(Command command) => command.Runs(async (parsed, cancellation) =>
    {
        using var client = NodeClient.Of(parsed);
        var cluster = await client.GetAsync("/v2/cluster", cancellation);
        var printer = Printer.Of(parsed);
        if (printer.IsJson)
            printer.Json(cluster?["leader"]);
        printer.Line(LeaderOf(cluster));
        return ExitCode.Done;
    });

    /// <summary>A member's state in a word; that an operator drained it says more than its state.</summary>
    internal static string StateOf(JsonNode member) => member.Flag("drained") ? "drained" : member.Text("state");

    internal static string MemoryOf(JsonNode member) => member.Number("memory_budget_bytes") is { } budget and > 0
        ? $"{Units.Bytes(member.Number("memory_used_bytes"))} of {Units.Bytes(budget)}"
        : Units.Bytes(member.Number("memory_used_bytes"));

    private static string[] Cells(JsonNode member) =>
    [
        member.Text("node"),
        StateOf(member),
        string.Join(',', member.Items("roles")),
        member.Text("link"),
        member.Text("replicas"),
        MemoryOf(member),
        member.Text("cores"),
        Units.Since(member.Time("up_since")),
        member.Text("version"),
        (member.Text("http_address") is { Length: > 0 } http ? http : member.Text("link_address")).TrimEnd('/'),
    ];

    private static string LeaderOf(JsonNode? cluster) => cluster?["leader"] is JsonObject leader
        ? $"{leader.Text("node")}, for {Units.Since(leader.Time("since"))} (term {leader.Text("term")})"
        : "none now";

    private static string LighthouseOf(JsonNode? lighthouse)
    {
        if (!lighthouse.Flag("configured"))
            return "none: a node alone needs none";
        return lighthouse.Flag("reachable")
            ? $"answers, revision {lighthouse.Text("revision")}"
            : $"does not answer: {lighthouse.Text("problem")}. What is shown is {Units.Milliseconds(lighthouse.Number("mirror_age_ms"))} old";
    }

    private static string JournalOf(JsonNode? journal) =>
        journal.Flag("reachable") ? "answers" : $"did not answer when it was last asked: {journal.Text("problem")}. Requests are answered on; changes wait or are refused";
}
