using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Api.Http.Cluster;
using ModelCluster.Api.Http.Security;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.History;
using ModelCluster.TestKit.Metrics;

namespace ModelCluster.Api.Tests.Http.Cluster;

public sealed class ClusterEndpointTests : IAsyncLifetime
{
    private readonly FakeCluster _cluster = new();
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Shows_members_leader_and_how_this_node_sees_them()
    {
        var status = await JsonAsync("/v2/cluster");
        status["leader"]!["node"]!.ToString().ShouldBe("a");
        status["leading"]!.GetValue<bool>().ShouldBeTrue();
        status["lighthouse"]!["mirror_age_ms"]!.GetValue<double>().ShouldBe(250);
        status["members"]![0]!["http_address"]!.ToString().ShouldBe("http://10.0.0.1:8000");
        status["members"]![1]!["state"]!.ToString().ShouldBe("leaving");
        status["members"]![1]!["link"]!.ToString().ShouldBe("silent");
        status["members"]![1]!["drained"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "iris#7 iris#8 mood#1")]
    [InlineData("?model=iris", "iris#7 iris#8")]
    [InlineData("?node=b", "iris#8")]
    [InlineData("?node=b&model=mood", "")]
    public async Task Shows_which_node_holds_which_replica(string query, string expected)
    {
        var placements = (await JsonAsync($"/v2/cluster/placements{query}"))["placements"]!.AsArray();
        string.Join(' ', placements.Select(placed => $"{placed!["model"]}#{placed["number"]}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("/v2/cluster/actors")]
    [InlineData("/v2/cluster/load")]
    public async Task A_node_that_does_not_answer_is_named_beside_those_that_do(string path)
    {
        var answer = await JsonAsync(path);
        answer["nodes"]!.AsArray().ShouldHaveSingleItem()!["node"]!.ToString().ShouldBe("a");
        answer["unanswered"]![0]!["reason"]!.ToString().ShouldBe("silent for 4 s");
        (await JsonAsync($"{path}?node=a"))["unanswered"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/v2/cluster/actors?node=c", HttpStatusCode.NotFound, "no member of the cluster is called 'c'")]
    [InlineData("/v2/cluster/load?node=c", HttpStatusCode.NotFound, "no member of the cluster is called 'c'")]
    [InlineData("/v2/cluster/load?node=a%20b", HttpStatusCode.BadRequest, "not the name of a node")]
    [InlineData("/v2/cluster/placements?node=", HttpStatusCode.BadRequest, "not the name of a node")]
    [InlineData("/v2/cluster/placements?model=a%20b", HttpStatusCode.BadRequest, "is not a model name")]
    public async Task A_node_or_model_that_cannot_be_is_refused(string path, HttpStatusCode status, string expected)
    {
        var answer = await _server.GetAsync(path);
        answer.Status.ShouldBe(status);
        answer.Error.ShouldContain(expected);
    }

    public static TheoryData<string, ClusterCommand> Commands() => new()
    {
        { "members/b/drain", new ClusterCommand.Drain(FakeCluster.B) },
        { "members/b/resume", new ClusterCommand.Resume(FakeCluster.B) },
        { "members/b/leave", new ClusterCommand.Leave(FakeCluster.B) },
        { "members/b/down", new ClusterCommand.Down(FakeCluster.B) },
        { "rebalance", new ClusterCommand.Rebalance() },
        { "leader/resign", new ClusterCommand.ResignLeader() },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_is_handed_on_with_who_asked(string path, ClusterCommand command)
    {
        var answer = await _server.PostAsync($"/v2/cluster/{path}", "");
        answer.Text.ShouldBe("""{"status":"done","dry_run":false,"changes":["move iris#7 from a to b"]}""");
        (await _server.PostAsync($"/v2/cluster/{path}?dry_run=true", "{}")).Text.ShouldContain("\"status\":\"dry_run\"");
        var anonymous = new Cause(CauseKind.ApiKey, "anonymous");
        _cluster.Commands.ShouldBe([(command, anonymous, false), (command, anonymous, true)]);
        (await _server.GetAsync($"/v2/cluster/{path}")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData(AdminStatus.NotFound, HttpStatusCode.NotFound)]
    [InlineData(AdminStatus.InvalidArgument, HttpStatusCode.BadRequest)]
    [InlineData(AdminStatus.Failed, HttpStatusCode.Conflict)]
    public async Task A_refused_command_says_why(AdminStatus status, HttpStatusCode code)
    {
        _cluster.Outcome = new ClusterOutcome(status, "nobody leads now", []);
        var answer = await _server.PostAsync("/v2/cluster/rebalance", "");
        answer.Status.ShouldBe(code);
        answer.Text.ShouldBe("""{"error":"nobody leads now","status":"failed","dry_run":false,"changes":[]}""");
    }

    [Theory]
    [InlineData("/v2/cluster/members/a%20b/drain", "")]
    [InlineData("/v2/cluster/members/b/drain", """{"force":true}""")]
    [InlineData("/v2/cluster/members/b/drain?dry_run=perhaps", "")]
    public async Task A_command_that_is_wrong_does_nothing(string path, string body)
    {
        (await _server.PostAsync(path, body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        _cluster.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_for_inference_may_look_but_not_touch()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            KeyValuePair.Create("Security:ApiKeys:bob", (string?)"bobs-key"), KeyValuePair.Create("Security:Roles:bob", (string?)"infer"),
        ]).Build();
        await using var closed = await StartAsync(services => services.AddApiKeys(configuration));
        (await closed.GetAsync("/v2/cluster")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        closed.Client.DefaultRequestHeaders.Add("X-API-Key", "bobs-key");
        (await closed.GetAsync("/v2/cluster/load")).Status.ShouldBe(HttpStatusCode.OK);
        (await closed.PostAsync("/v2/cluster/members/b/down", "")).Status.ShouldBe(HttpStatusCode.Forbidden);
        _cluster.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_document_describes_every_path_with_nodes_that_are_there()
    {
        var text = (await _server.GetAsync("/openapi.json")).Text;
        Microsoft.OpenApi.OpenApiDocument.Parse(text, "json").Diagnostic!.Errors.ShouldBeEmpty();
        var paths = JsonNode.Parse(text)!["paths"]!.AsObject();
        foreach (var command in Commands().Select(row => row.Data.Item1))
            paths.ShouldContainKey($"/v2/cluster/{command.Replace("/b/", "/{node}/", StringComparison.Ordinal)}");
        NodeOf(paths, "leave").ShouldBe("a");
        NodeOf(paths, "down").ShouldBe("b");
        _cluster.Status = _cluster.Status with { Members = [_cluster.Status.Members[0]] };
        JsonNode.Parse((await _server.GetAsync("/openapi.json")).Text)!["paths"]!.AsObject().ShouldNotContainKey("/v2/cluster/members/{node}/down");
    }

    [Fact]
    public async Task Metrics_tell_members_leadership_placements_and_the_lighthouse()
    {
        _cluster.Status = _cluster.Status with { Lighthouse = _cluster.Status.Lighthouse with { IsReachable = false } };
        var metrics = Exposition.Parse(await _server.Client.GetStringAsync("/metrics"));
        metrics["modelcluster_cluster_members{state=\"up\"}"].ShouldBe(1);
        metrics["modelcluster_cluster_members{state=\"leaving\"}"].ShouldBe(1);
        metrics["modelcluster_cluster_members{state=\"joining\"}"].ShouldBe(0);
        metrics["modelcluster_cluster_is_leader"].ShouldBe(1);
        metrics["modelcluster_placements"].ShouldBe(2);
        metrics["modelcluster_placement_moves_total"].ShouldBe(3);
        metrics["modelcluster_lighthouse_reachable"].ShouldBe(0);
        metrics["modelcluster_lighthouse_mirror_age_seconds"].ShouldBe(0.25);
    }

    private static string NodeOf(JsonObject paths, string verb) =>
        paths[$"/v2/cluster/members/{{node}}/{verb}"]!["post"]!["parameters"]![0]!["example"]!.ToString();

    private Task<ApiServer> StartAsync(Action<IServiceCollection>? more = null) => ApiServer.StartAsync(
        services: services =>
        {
            services.AddSingleton<IClusterInspection>(_cluster).AddSingleton<IClusterAdmin>(_cluster).AddClusterEndpoints();
            more?.Invoke(services);
        },
        map: app => app.MapCluster());

    private async Task<JsonNode> JsonAsync(string path)
    {
        var answer = await _server.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return JsonNode.Parse(answer.Text)!;
    }
}
