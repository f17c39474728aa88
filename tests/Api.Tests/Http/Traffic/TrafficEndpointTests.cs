using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Api.Http.Traffic;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Tests.Http.Traffic;

public sealed class TrafficEndpointTests : IAsyncLifetime
{
    private const string Question = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""";

    private ApiServer _server = null!;
    private FakeTrafficControl _control = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(
            services: services => services
                .AddSingleton(provider => new FakeTrafficControl((FakeCatalog)provider.GetRequiredService<IModelCatalog>()))
                .AddSingleton<IModelControl>(provider => provider.GetRequiredService<FakeTrafficControl>())
                .AddSingleton<ITrafficReports>(provider => provider.GetRequiredService<FakeTrafficControl>())
                .AddTrafficEndpoints(),
            map: app => app.MapTraffic());
        _control = _server.Services.GetRequiredService<FakeTrafficControl>();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_label_is_moved_shown_and_removed_with_the_state_before_and_after()
    {
        var moved = await SendAsync("PUT", "/v2/models/m/labels/stable", """{"version":"7","wait":true}""");
        moved.Status.ShouldBe(HttpStatusCode.OK);
        var json = JsonNode.Parse(moved.Text)!;
        (json["status"]!.GetValue<string>(), json["dry_run"]!.GetValue<bool>()).ShouldBe(("done", false));
        json["before"]!["labels"]!.ToJsonString().ShouldBe("{}");
        json["after"]!["labels"]!.ToJsonString().ShouldBe("""{"stable":"7"}""");
        json["changes"]!.AsArray().Count.ShouldBe(1);
        var (command, cause, isDryRun) = _control.Commands.ShouldHaveSingleItem();
        command.ShouldBe(new ModelCommand.MoveLabel("stable", ModelVersion.Parse("7"), Wait: true));
        (cause.Kind, cause.Name, isDryRun).ShouldBe((CauseKind.ApiKey, "anonymous", false));

        (await _server.GetAsync("/v2/models/m/labels")).Text.ShouldBe("""{"model":"m","labels":{"stable":"7"}}""");
        (await SendAsync("DELETE", "/v2/models/m/labels/stable")).Status.ShouldBe(HttpStatusCode.OK);
        (await _server.GetAsync("/v2/models/m/labels")).Text.ShouldBe("""{"model":"m","labels":{}}""");
    }

    [Theory]
    [InlineData("", "the body is empty; a label's version as a JSON object is expected")]
    [InlineData("[]", "the body is [], but must be an object")]
    [InlineData("{}", "'version' is missing; a version such as \"2\" or \"1.1.0\" is expected")]
    [InlineData("""{"version":"x"}""", "'version' is \"x\", but must be a version such as \"2\" or \"1.1.0\"")]
    [InlineData("""{"version":"1","wait":1}""", "'wait' is 1, but must be true or false")]
    [InlineData("""{"versoin":"1"}""", "unknown key 'versoin'; did you mean 'version'?")]
    public async Task A_bad_label_says_what_is_wrong(string body, string message)
    {
        var answer = await SendAsync("PUT", "/v2/models/m/labels/stable", body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldBe(message);
        _control.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task Paths_with_a_label_lead_to_its_version()
    {
        _server.Catalog.All[0] = FakeCatalog.Model("m", FakeCatalog.Servable("m", "8"), FakeCatalog.Servable("m", "7")) with
        {
            Labels = FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("stable", ModelVersion.Parse("7"))]),
        };
        VersionSelector asked = default;
        _server.Gateway.Answer = (request, _) =>
        {
            asked = request.Version;
            return ValueTask.FromResult(FakeGateway.Echo(request));
        };
        (await _server.PostAsync("/v2/models/m/labels/stable/infer", Question)).Status.ShouldBe(HttpStatusCode.OK);
        asked.ShouldBe(VersionSelector.Labelled("stable"));
        foreach (var path in new[] { "", "/ready", "/config", "/stats" })
            (await _server.GetAsync($"/v2/models/m/labels/stable{path}")).Status.ShouldBe(HttpStatusCode.OK, path);
        foreach (var path in new[] { "", "/ready", "/config", "/stats" })
        {
            var answer = await _server.GetAsync($"/v2/models/m/labels/other{path}");
            answer.Status.ShouldBe(HttpStatusCode.NotFound);
            answer.Error.ShouldBe("Unrecognized servable version label: other (model 'm': its labels are stable)");
        }
    }

    [Fact]
    public async Task A_plan_is_read_whole_and_shown_as_it_was_set()
    {
        const string plan = """
            {"shares":[{"version":"1","weight":90},{"version":"2.1","weight":10}],"sticky_header":"X-User","mirror":{"version":3,"percent":50,"tolerance":0.01},"limits":{"candidate":"2.1","period_seconds":60,"max_error_rate":0.05,"max_latency_ms":50,"min_requests":30}}
            """;
        (await SendAsync("PUT", "/v2/models/m/traffic", plan)).Status.ShouldBe(HttpStatusCode.OK);
        _control.Intent.Traffic.ShouldBe(new TrafficPlan
        {
            Shares = [new(ModelVersion.Parse("1"), 90), new(ModelVersion.Parse("2.1"), 10)],
            StickyHeader = "X-User",
            Mirror = new TrafficMirror(ModelVersion.Parse("3"), 50, 0.01),
            Limits = new TrafficLimits(ModelVersion.Parse("2.1"), TimeSpan.FromMinutes(1), 0.05, TimeSpan.FromMilliseconds(50), 30),
        });
        var shown = (await _server.GetAsync("/v2/models/m/traffic")).Text;
        shown.ShouldBe(
            """{"model":"m","shares":[{"version":"1","weight":90,"ready":false},{"version":"2.1","weight":10,"ready":false}],"sticky_header":"X-User","mirror":{"version":"3","percent":50,"tolerance":0.01},"limits":{"candidate":"2.1","period_seconds":60,"max_error_rate":0.05,"max_latency_ms":50,"min_requests":30},"dropped_during_swap":0}""");
        (await SendAsync("DELETE", "/v2/models/m/traffic")).Status.ShouldBe(HttpStatusCode.OK);
        _control.Intent.Traffic.ShouldBe(TrafficPlan.Newest);
    }

    [Theory]
    [InlineData("""{"shares":7}""", "'shares' is 7, but must be a list")]
    [InlineData("""{"shares":[3]}""", "'shares[0]' is 3, but must be an object")]
    [InlineData("""{"shares":[{"version":"1","weight":1},{"version":"2"}]}""", "'shares[1].weight' is missing; a whole number from 0 to 1000000 is expected")]
    [InlineData("""{"shares":[{"version":"1","weight":0.5}]}""", "'shares[0].weight' is 0.5, but must be a whole number from 0 to 1000000")]
    [InlineData("""{"shares":[{"version":"1","weight":-1}]}""", "'shares[0].weight' is -1, but must be a whole number from 0 to 1000000")]
    [InlineData("""{"shares":[{"version":"1","wieght":1}]}""", "unknown key 'shares[0].wieght'; did you mean 'weight'?")]
    [InlineData("""{"zzzz":1}""", "unknown key 'zzzz'; known are shares, sticky_header, mirror, limits")]
    [InlineData("""{"sticky_header":""}""", "'sticky_header' is \"\", but must be the name of a request header, such as \"X-User\"")]
    [InlineData("""{"mirror":{"percent":50}}""", "'mirror.version' is missing; a version such as \"2\" or \"1.1.0\" is expected")]
    [InlineData("""{"mirror":{"version":"1","percent":0}}""", "'mirror.percent' is 0, but must be a number above 0 and at most 100")]
    [InlineData("""{"mirror":{"version":"1","percent":101}}""", "'mirror.percent' is 101, but must be a number above 0 and at most 100")]
    [InlineData("""{"mirror":{"version":"1","tolerance":-1}}""", "'mirror.tolerance' is -1, but must be a number from 0")]
    [InlineData("""{"limits":{"candidate":"1","max_error_rate":1}}""", "'limits.period_seconds' is missing; a number of seconds from 1 to 86400 is expected")]
    [InlineData("""{"limits":{"candidate":"1","period_seconds":0,"max_error_rate":1}}""", "'limits.period_seconds' is 0, but must be a number of seconds from 1 to 86400")]
    [InlineData("""{"limits":{"candidate":"1","period_seconds":60}}""", "'limits' limits nothing; give it 'max_error_rate', 'max_latency_ms' or both")]
    [InlineData("""{"limits":{"candidate":"1","period_seconds":60,"max_error_rate":5}}""", "'limits.max_error_rate' is 5, but must be a number from 0 to 1")]
    [InlineData("""{"limits":{"candidate":"1","period_seconds":60,"max_error_rate":1,"min_requests":0}}""", "'limits.min_requests' is 0, but must be a whole number from 1 to 2147483647")]
    public async Task A_bad_plan_names_the_key_what_stands_there_and_what_is_allowed(string body, string message)
    {
        var answer = await SendAsync("PUT", "/v2/models/m/traffic", body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldBe(message);
        _control.Commands.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"shares":[],"shares":[]}""")]
    [InlineData("not json")]
    public async Task What_is_no_JSON_or_says_a_thing_twice_is_refused(string body)
    {
        var answer = await SendAsync("PUT", "/v2/models/m/traffic", body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldStartWith("the traffic plan is not valid JSON: ");
    }

    [Fact]
    public async Task A_dry_run_is_passed_on_and_changes_nothing()
    {
        var answer = await SendAsync("PUT", "/v2/models/m/traffic?dry_run=true", """{"shares":[{"version":"7","weight":1}]}""");
        JsonNode.Parse(answer.Text)!["dry_run"]!.GetValue<bool>().ShouldBeTrue();
        JsonNode.Parse(answer.Text)!["status"]!.GetValue<string>().ShouldBe("dry_run");
        _control.Commands.ShouldHaveSingleItem().IsDryRun.ShouldBeTrue();
        _control.Intent.ShouldBe(OperatorIntent.None);
        (await SendAsync("PUT", "/v2/models/m/traffic?dry_run=maybe", "{}")).Error.ShouldBe("dry_run is 'maybe'; true or false is allowed");
    }

    [Theory]
    [InlineData(AdminStatus.Failed, HttpStatusCode.Conflict)]
    [InlineData(AdminStatus.InvalidArgument, HttpStatusCode.BadRequest)]
    [InlineData(AdminStatus.NotFound, HttpStatusCode.NotFound)]
    public async Task A_refusal_says_why(AdminStatus status, HttpStatusCode code)
    {
        _control.Refusal = (status, "version 9 is loading");
        var answer = await SendAsync("PUT", "/v2/models/m/traffic", """{"shares":[{"version":"9","weight":1}]}""");
        answer.Status.ShouldBe(code);
        answer.Error.ShouldBe("version 9 is loading");
        JsonNode.Parse(answer.Text)!["status"]!.GetValue<string>().ShouldBe("failed");
    }

    [Fact]
    public async Task Unknown_models_and_other_verbs_are_refused()
    {
        (await _server.GetAsync("/v2/models/other/traffic")).Error.ShouldBe("Request for unknown model: 'other' is not found");
        (await _server.GetAsync("/v2/models/other/labels")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _server.PostAsync("/v2/models/m/traffic", "{}")).Header("Allow").ShouldBe("GET,PUT,DELETE");
    }

    [Fact]
    public async Task Figures_of_mirror_and_candidate_are_shown()
    {
        var mirror = new TrafficMirror(ModelVersion.Parse("7"));
        var limits = new TrafficLimits(ModelVersion.Parse("7"), TimeSpan.FromMinutes(1), 0.1, null);
        _control.Intent = OperatorIntent.None with { Traffic = new TrafficPlan { Mirror = mirror } };
        _control.Report = new TrafficReport(
            3,
            new MirrorReport(mirror, 10, 2, 1, 1, 8, 6, 1, 0.5, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3), null),
            new CandidateReport(limits, CandidateState.RolledBack, "too slow", DateTimeOffset.UnixEpoch, 20, 4, TimeSpan.FromMilliseconds(61)));
        (await _server.GetAsync("/v2/models/m/traffic")).Text.ShouldBe(
            """{"model":"m","shares":[],"mirror":{"version":"7","percent":100,"tolerance":0.0001,"requests":10,"dropped":2,"unavailable":1,"errors":1,"compared":8,"agreed":6,"incomparable":1,"agreement_rate":0.75,"max_absolute_difference":0.5,"latency_ms":{"p50":1,"p99":2},"shadow_latency_ms":{"p50":3,"p99":null}},"candidate":{"version":"7","state":"rolled_back","note":"too slow","since":"1970-01-01T00:00:00Z","until":"1970-01-01T00:01:00Z","requests":20,"failures":4,"error_rate":0.2,"latency_p99_ms":61},"dropped_during_swap":3}""");
    }

    [Fact]
    public async Task The_sticky_header_is_read_only_where_the_plan_names_it_and_no_version_is_named()
    {
        var keys = new List<ulong?>();
        _server.Gateway.Answer = (request, _) =>
        {
            keys.Add(request.StickyKey);
            return ValueTask.FromResult(FakeGateway.Echo(request));
        };
        var body = Encoding.UTF8.GetBytes(Question);
        await _server.PostAsync("/v2/models/m/infer", body, ("X-User", "alice"));
        _server.Catalog.All[0] = _server.Catalog.All[0] with { Traffic = new TrafficPlan { StickyHeader = "x-user" } };
        await _server.PostAsync("/v2/models/m/infer", body, ("X-User", "alice"));
        await _server.PostAsync("/v2/models/m/infer", body);
        await _server.PostAsync("/v2/models/m/versions/7/infer", body, ("X-User", "alice"));
        keys.ShouldBe([null, StickyKey.Of("alice"), null, null]);
    }

    private async Task<Answer> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Answer.ReadAsync(await _server.Client.SendAsync(request));
    }
}
