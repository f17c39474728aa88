using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Tests.Commands;

public sealed class InspectionCommandTests
{
    [Fact]
    public async Task Regions_are_nodes_with_what_they_hold()
    {
        await using var cluster = await StubCluster.StartAsync();
        var run = await cluster.RunAsync("sharding", "regions");
        run.Output.ShouldMatch("(?m)^a +up +1 +1 +1 +1 MiB of 1 GiB$");
        run.Output.ShouldMatch("(?m)^b +drained +0 +0 +0 +-$");
        run.Output.ShouldContain("1 on no node yet");
        JsonNode.Parse((await cluster.RunAsync("sharding", "regions", "--json")).Output)![0]!["available"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Entities_are_replicas_and_their_nodes()
    {
        await using var cluster = await StubCluster.StartAsync();
        var run = await cluster.RunAsync("sharding", "entities");
        run.Output.ShouldMatch("(?m)^iris +1 +7 +a +available +2 KiB +operator: pin +12$");
        run.Output.ShouldMatch("(?m)^mood +2 +1 +- +new +0 B +no node has room$");
        (await cluster.RunAsync("sharding", "entities", "--model", "iris", "--node", "a", "--json")).Output.ShouldNotContain("mood");
    }

    [Fact]
    public async Task The_hierarchy_and_the_statistics_tell_of_every_actor()
    {
        await using var cluster = await StubCluster.StartAsync();
        (await cluster.RunAsync("actor", "hierarchy")).Output.ShouldBe("a\n/user\n  models (4 waiting, 2 restarts)\n");
        (await cluster.RunAsync("actor", "hierarchy", "--path", "/user/models")).Output.ShouldBe("a\n/user/models (4 waiting, 2 restarts)\n");
        var run = await cluster.RunAsync("actor", "stats", "--sort", "restarts", "--limit", "1");
        run.Output.Split('\n')[1].ShouldMatch("^a +/user/models +running +4 +12.5 ms +12,345 +2 +.* ago: IOException: disk full$");
        run.Output.ShouldNotContain("/user ");
    }

    [Fact]
    public async Task The_tail_goes_on_until_the_node_is_gone_and_says_what_changed()
    {
        var looks = 0;
        await using var cluster = await StubCluster.StartAsync(("GET /v2/cluster/actors", _ => ++looks switch
        {
            1 => (200, Actors("/user")),
            2 => (200, Actors("/user", "/user/new")),
            _ => (500, """{"error":"internal error"}"""),
        }));
        var run = await cluster.RunAsync("actor", "tail", "--interval", "0.1");
        run.Output.ShouldMatch("^[^ ]+Z  a  /user/new  started\n$");
        (run.ExitCode, run.Error).ShouldBe((1, "pbm: internal error\n"));
    }

    [Fact]
    public async Task Top_prints_one_plain_look_where_nobody_watches_the_busiest_model_first()
    {
        await using var cluster = await StubCluster.StartAsync();
        var run = await cluster.RunAsync("top");
        run.Output.ShouldStartWith("cluster default: 2 nodes, a leads, 2 replicas, 412 req/s\n! the lighthouse does not answer: connection refused\n");
        run.Output.ShouldMatch("(?m)^a +up +self +0.50 of 2 +1 MiB of 1 GiB +100 MiB +1 +412 +1.50$");
        run.Output.ShouldMatch("(?m)^a +iris +1 +1 +412 +1.50 +1.25 ms +9.50 ms +3 +4 ms +5 +2.50 +8 +2 KiB$");
        run.Output.IndexOf("iris", StringComparison.Ordinal).ShouldBeLessThan(run.Output.IndexOf("mood", StringComparison.Ordinal));
        (run.ExitCode, run.Error).ShouldBe((1, "pbm: node b did not answer: silent for 4 s\n"));
        JsonNode.Parse((await cluster.RunAsync("top", "--json")).Output)!["load"]!["nodes"]![0]!["cpu_cores"]!.GetValue<double>().ShouldBe(0.5);
    }

    [Fact]
    public async Task Top_asks_again_where_the_first_answer_has_no_rates()
    {
        var looks = 0;
        await using var cluster = await StubCluster.StartAsync(("GET /v2/cluster/load", _ => (200, Load(windowMs: looks++ * 1000))));
        var run = await cluster.RunAsync("top", "--once");
        run.ExitCode.ShouldBe(0, run.Error);
        looks.ShouldBe(2);
    }

    [Fact]
    public async Task Deployments_are_those_that_the_node_knows()
    {
        const string Listed =
            """[{"name":"shop","valid":true,"active":true,"version":2,"served":2,"pinned":null,"deployment":[{"name":"shop","domain":"shop.example","port":80,"build_id":"b7","run_id":"r1","image":"iris:1","swarm_services":[{"replicas":"1/2"}]}]}]""";
        await using var cluster = await StubCluster.StartAsync(
            ("GET /deployments/?verbose=true", _ => (200, Listed)),
            ("GET /?verbose=true&live_only=true", _ => (200, "[]")),
            ("GET /deployments/shop?n=1", _ => (200, """[{"name":"shop","image":"iris:1"}]""")),
            ("GET /deployments/nobody?n=1", _ => (404, """{"detail":"unknown deployment nobody"}""")));
        (await cluster.RunAsync("deployment", "list")).Output.ShouldMatch("(?m)^shop +active +2 +iris:1 +1/2 +shop.example:80 +b7 +r1$");
        (await cluster.RunAsync("deployment", "list", "--live-only", "--deployments-host", cluster.Address, "--json")).Output.ShouldBe("[]\n");
        (await cluster.RunAsync("deployment", "show", "shop")).Output.ShouldContain("\"iris:1\"");
        (await cluster.RunAsync("deployment", "show", "nobody")).Error.ShouldBe("pbm: unknown deployment nobody\n");
    }

    [Fact]
    public async Task A_model_is_shown_with_what_was_decided_and_what_came_of_it()
    {
        await using var cluster = await StubCluster.StartAsync(("GET /v2/models/iris/control", _ => (200,
            """{"model":"iris","sequence":7,"unloaded":false,"pinned":"1","labels":{"stable":"1"},"traffic":{"shares":[{"version":"1","weight":90},{"version":"2","weight":10}]},"configuration":null,"versions":[{"version":"2","state":"failed","reason":"cut off","hold":"drained","replicas":{"ready":0,"desired":2}}]}""")));
        var run = await cluster.RunAsync("model", "show", "iris");
        run.Output.ShouldContain("pinned         1\nlabel          stable -> 1\ntraffic        1=90, 2=10\nconfiguration  as in model.json\n");
        run.Output.ShouldMatch("(?m)^2 +failed +drained +0 of 2 +cut off$");
        JsonNode.Parse((await cluster.RunAsync("model", "show", "iris", "--json")).Output)!["sequence"]!.GetValue<int>().ShouldBe(7);
    }

    private static string Actors(params string[] paths) =>
        $$"""{"nodes":[{"node":"a","actors":[{{string.Join(',', paths.Select(path => $$"""{"path":"{{path}}","state":"running","mailbox_depth":0,"restarts":0,"last_failure":null}"""))}}]}],"unanswered":[]}""";

    private static string Load(int windowMs) => $$"""{"nodes":[{"node":"a","window_ms":{{windowMs}},"servables":[]}],"unanswered":[]}""";
}
