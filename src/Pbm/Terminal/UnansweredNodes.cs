using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Terminal;

/// <summary>Nodes that an answer about the whole cluster lacks.</summary>
internal static class UnansweredNodes
{
    /// <summary>Names them on standard error; with any of them the command has not done all.</summary>
    internal static async Task<ExitCode> ReportAsync(JsonNode? answer)
    {
        var nodes = answer.Items("unanswered").ToList();
        foreach (var node in nodes)
            await Console.Error.WriteLineAsync($"pbm: node {node.Text("node")} did not answer: {node.Text("reason")}");
        return nodes.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
