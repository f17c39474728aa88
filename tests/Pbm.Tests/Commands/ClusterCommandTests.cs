using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Tests.Commands;

public sealed class ClusterCommandTests
{
    [Fact]
    public async Task Shows_members_leader_lighthouse_and_journal()
    {
        await using var cluster = await StubCluster.StartAsync();
        var run = await cluster.RunAsync("cluster", "show");
        run.ExitCode.ShouldBe(0, run.Error);
        var lines = run.Output.Split('\n');
        lines[1].ShouldMatch("^leader +a, for .+ \\(term 9\\)$");
        lines[2].ShouldMatch("^lighthouse +does not answer: connection refused. What is shown is 12 s old$");
        lines.Single(line => line.StartsWith("a  ", StringComparison.Ordinal)).ShouldMatch("up +api,worker +self +1 +1 MiB of 1 GiB +2 .*http://10.0.0.1:8000$");
        lines.Single(line => line.StartsWith("b  ", StringComparison.Ordinal)).ShouldMatch("drained +worker +silent +1 .*http://10.0.0.2:8002$");
        JsonNode.Parse((await cluster.RunAsync("cluster", "show", "--json")).Output)!["leader"]!["term"]!.GetValue<int>().ShouldBe(9);
        (await cluster.RunAsync("cluster", "leader")).Output.ShouldStartWith("a, for");
    }

    [Theory]
    [InlineData("members/b/drain", "cluster", "drain", "b")]
    [InlineData("members/b/resume", "cluster", "resume", "b")]
    [InlineData("members/b/leave", "cluster", "leave", "b")]
    [InlineData("members/b/down", "cluster", "down", "b")]
    [InlineData("rebalance", "cluster", "rebalance")]
    [InlineData("rebalance", "sharding", "rebalance")]
    [InlineData("leader/resign", "cluster", "leader", "resign")]
    public async Task A_change_is_asked_for_and_what_is_different_is_printed(string path, params string[] command)
    {
        await using var cluster = await StubCluster.StartAsync();
        var run = await cluster.RunAsync(command);
        run.Output.ShouldBe("move iris#7 from a to b\n");
        run.ExitCode.ShouldBe(0);
        (await cluster.RunAsync([.. command, "--dry-run", "--json"])).Output.ShouldContain("\"dry_run\"");
        cluster.Changes.ShouldBe([path, $"{path} dry"]);
    }

    [Fact]
    public async Task What_the_node_refuses_goes_to_standard_error()
    {
        await using var cluster = await StubCluster.StartAsync(("POST /v2/cluster/rebalance", _ => (409, """{"error":"nobody leads now","status":"failed"}""")));
        var run = await cluster.RunAsync("cluster", "rebalance");
        (run.ExitCode, run.Output, run.Error).ShouldBe((1, "", "pbm: nobody leads now\n"));
    }

    [Fact]
    public async Task Draining_waits_until_the_node_holds_nothing()
    {
        var looks = 0;
        await using var cluster = await StubCluster.StartAsync(("GET /v2/cluster", _ => (200, ++looks < 3
            ? StubCluster.Status
            : """{"members":[{"node":"b","replicas":0}]}""")));
        var run = await cluster.RunAsync("cluster", "drain", "b", "--wait");
        run.Output.ShouldEndWith("b holds nothing any more\n");
        looks.ShouldBe(3);
    }

    [Fact]
    public async Task Leaving_waits_until_the_node_is_gone()
    {
        await using var cluster = await StubCluster.StartAsync(("GET /v2/cluster", _ => (200, """{"members":[{"node":"a"}]}""")));
        (await cluster.RunAsync("cluster", "leave", "b", "--wait")).Output.ShouldEndWith("b is gone\n");
    }

    [Theory]
    [InlineData("cluster", "drain")]
    [InlineData("cluster", "down", "b", "--wait")]
    [InlineData("actor", "stats", "--sort", "colour")]
    [InlineData("actor", "tail", "--interval", "0")]
    [InlineData("top", "--interval", "0")]
    [InlineData("bench", "--model", "iris", "--concurrency", "0")]
    [InlineData("bench")]
    [InlineData("completion", "fish")]
    public async Task A_wrong_command_line_is_refused_before_anything_is_asked(params string[] command)
    {
        var run = await PbmProcess.RunAsync([.. command, "--host", "127.0.0.1:1"]);
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldStartWith("pbm: ");
        run.Output.ShouldBeEmpty();
    }
}
