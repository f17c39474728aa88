using System.Text.Json.Nodes;
using ModelCluster.Pbm.Cluster;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Top;

/// <summary>What <c>pbm top</c> shows at one moment, as text. Immutable.</summary>
internal sealed class TopFrame
{
    internal static readonly string[] NodeHeadings = ["node", "state", "link", "CPU", "models' memory", "process", "replicas", "req/s", "fail/s"];
    internal static readonly string[] ModelHeadings = ["node", "model", "version", "replicas", "req/s", "fail/s", "p50", "p99", "queue", "oldest", "out", "batch", "learned", "memory"];

    private TopFrame(string title, IReadOnlyList<string[]> nodes, IReadOnlyList<string[]> models, IReadOnlyList<string> problems) =>
        (Title, Nodes, Models, Problems) = (title, nodes, models, problems);

    /// <summary>The cluster in a line.</summary>
    internal string Title { get; }

    internal IReadOnlyList<string[]> Nodes { get; }

    /// <summary>The busiest first.</summary>
    internal IReadOnlyList<string[]> Models { get; }

    /// <summary>What is not as it should be, a line for each.</summary>
    internal IReadOnlyList<string> Problems { get; }

    /// <param name="cluster">The answer of <c>/v2/cluster</c>.</param>
    /// <param name="load">The answer of <c>/v2/cluster/load</c>.</param>
    /// <param name="model">Only this model; null for all.</param>
    internal static TopFrame Of(JsonNode? cluster, JsonNode? load, string? model)
    {
        var loads = load.Items("nodes").ToDictionary(node => node.Text("node"), StringComparer.Ordinal);
        var models = loads.Values
            .SelectMany(node => node.Items("servables").Where(one => model is null || one.Text("model") == model).Select(one => (Node: node.Text("node"), Servable: one)))
            .OrderByDescending(row => row.Servable.Number("requests_per_second") ?? 0).ThenByDescending(row => row.Servable.Number("outstanding"))
            .ThenBy(row => row.Servable.Text("model"), StringComparer.Ordinal).ThenBy(row => row.Node, StringComparer.Ordinal)
            .ToList();
        var total = models.Sum(row => row.Servable.Number("requests_per_second") ?? 0);
        var leader = cluster?["leader"] is JsonObject leads ? $"{leads.Text("node")} leads" : "nobody leads";
        return new TopFrame(
            $"cluster {cluster.Text("name")}: {NodesText(cluster.Items("members").Count())}, {leader}, {cluster.Text("placements")} replicas, {Units.Figure(total)} req/s",
            [.. cluster.Items("members").Select(member => NodeRow(member, loads.GetValueOrDefault(member.Text("node"))))],
            [.. models.Select(row => ModelRow(row.Node, row.Servable))],
            [.. ProblemsOf(cluster, load)]);
    }

    private static string NodesText(int count) => count == 1 ? "1 node" : $"{count} nodes";

    private static IEnumerable<string> ProblemsOf(JsonNode? cluster, JsonNode? load)
    {
        if (cluster?["lighthouse"] is JsonObject lighthouse && !lighthouse.Flag("reachable"))
            yield return $"the lighthouse does not answer: {lighthouse.Text("problem")}";
        if (cluster?["journal"] is JsonObject journal && !journal.Flag("reachable"))
            yield return $"the journal did not answer when it was last asked: {journal.Text("problem")}";
        foreach (var silent in load.Items("unanswered"))
            yield return $"node {silent.Text("node")} did not answer: {silent.Text("reason")}";
    }

    private static string[] NodeRow(JsonNode member, JsonNode? load) =>
    [
        member.Text("node"),
        ClusterShow.StateOf(member),
        member.Text("link"),
        load.Number("cpu_cores") is { } cores ? $"{cores:0.00} of {member.Text("cores")}" : "-",
        ClusterShow.MemoryOf(member),
        Units.Bytes(load.Number("process_bytes")),
        member.Text("replicas"),
        Units.Figure(Sum(load, "requests_per_second")),
        Units.Figure(Sum(load, "failures_per_second")),
    ];

    private static string[] ModelRow(string node, JsonNode servable) =>
    [
        node,
        servable.Text("model"),
        servable.Text("version"),
        servable.Text("replicas"),
        Units.Figure(servable.Number("requests_per_second")),
        Units.Figure(servable.Number("failures_per_second")),
        Units.Milliseconds(servable.Number("p50_ms")),
        Units.Milliseconds(servable.Number("p99_ms")),
        servable.Text("queue_depth"),
        Units.Milliseconds(servable.Number("oldest_waiting_ms")),
        servable.Text("outstanding"),
        Units.Figure(servable.Number("average_batch_size")),
        Units.Figure(servable.Number("learned_batch_size")),
        Units.Bytes(servable.Number("memory_bytes")),
    ];

    /// <summary>Over all models; null while nothing is known.</summary>
    private static double? Sum(JsonNode? load, string key)
    {
        var known = load.Items("servables").Select(servable => servable.Number(key)).OfType<double>().ToList();
        return known.Count == 0 ? null : known.Sum();
    }
}
