using System.Text.Json.Nodes;
using ModelCluster.Node.Tests.Processes;

namespace ModelCluster.Pbm.Tests.Commands;

/// <summary>The commands against a real node.</summary>
public sealed class RealNodeTests
{
    [Fact]
    public async Task Every_question_is_answered_and_a_node_that_is_told_to_leave_is_gone()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var status = JsonNode.Parse((await RunAsync(node, "cluster", "show", "--json")).Output)!;
        var name = status["node"]!.ToString();
        (await RunAsync(node, "cluster", "show")).Output.ShouldContain($"leader      {name}, for ");
        (await RunAsync(node, "sharding", "regions")).Output.ShouldMatch($"(?m)^{name} +up +1 +1 +1 ");
        (await RunAsync(node, "sharding", "entities", "--node", name, "--model", "iris")).Output.ShouldMatch($"(?m)^iris +1 +1 +{name} +available ");
        (await RunAsync(node, "actor", "hierarchy")).Output.ShouldContain("\n      models\n        iris-1\n");
        (await RunAsync(node, "actor", "stats", "--path", "/user/cluster/leader-1/models")).Output.ShouldContain(" running ");
        (await RunAsync(node, "deployment", "list")).Output.ShouldStartWith("deployment");
        (await RunAsync(node, "bench", "--model", "iris", "--duration", "0.5", "--warm-up", "0")).Output.ShouldContain("\nfailed      0\n");
        (await RunAsync(node, "top")).Output.ShouldMatch($"(?m)^{name} +iris +1 +1 ");
        (await PbmProcess.RunAsync("cluster", "drain", name, "--host", node.Http.BaseAddress!.ToString())).Error.ShouldContain("is alone in its cluster");
        (await RunAsync(node, "cluster", "leave", name, "--wait")).Output.ShouldEndWith($"{name} is gone\n");
        (await node.EndedAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_tail_whose_node_dies_says_so_in_a_line()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var tail = PbmProcess.RunAsync("events", "tail", "--host", node.Http.BaseAddress!.ToString());
        await node.UntilAsync(async () => (await node.Http.GetStringAsync("/metrics")).Contains("modelcluster_event_streams 1", StringComparison.Ordinal));
        node.Kill();
        var run = await tail;
        run.ExitCode.ShouldBe(3);
        run.Error.ShouldMatch("^pbm: .*http://127.0.0.1:[0-9]+/ ?.*\\n$"); // how far the answer had come by then is chance
    }

    private static async Task<PbmRun> RunAsync(NodeProcess node, params string[] args)
    {
        var run = await PbmProcess.RunAsync([.. args, "--host", node.Http.BaseAddress!.ToString()]);
        run.ExitCode.ShouldBe(0, $"{string.Join(' ', args)}: {run.Error}\n{node.Log}");
        return run;
    }
}
