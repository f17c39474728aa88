using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelCluster.Api.Http.Deployments;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;
using ModelCluster.TestKit;

namespace ModelCluster.Api.Tests.Http.Deployments;

public sealed class DeploymentRoutesTests : IAsyncLifetime
{
    private const string Minimal = """{"build_id":"b","run_id":"r","image":"iris"}""";
    private static readonly ModelName Name = ModelName.Parse("carls_model");

    private readonly FakeDeployments _deployments = new();
    private readonly VirtualTime _time = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services
            .AddSingleton<IDeploymentManager>(_deployments)
            .AddSingleton<IDeploymentDomains>(_deployments)
            .AddSingleton<TimeProvider>(_time)
            .AddDeploymentEndpoints();
        _app = builder.Build();
        _app.UseDeployments();
        _app.UseRouting();
        _app.MapDeployments();
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_is_left_out_or_null_has_its_default()
    {
        var (status, record) = await PostAsync("""{"build_id":"b","run_id":"r","image":"iris","scale":null}""");
        status.ShouldBe(HttpStatusCode.OK);
        _deployments.Asked.ShouldBe(new DeploymentSettings { BuildId = "b", RunId = "r", Image = "iris" });
        record["deployment_time"]!.ToJsonString().ShouldBe("1586932393.268678");
        record.AsObject().Count.ShouldBe(20);
        record["domain"].ShouldBeNull();
    }

    [Fact]
    public async Task Numbers_and_texts_stand_for_each_other_and_unknown_fields_are_passed_over()
    {
        var (status, _) = await PostAsync("""{"build_id":7,"run_id":"r","image":"iris","scale":"3","cpu_limit":2,"model_type":"keras"}""");
        status.ShouldBe(HttpStatusCode.OK);
        (_deployments.Asked!.BuildId, _deployments.Asked.Scale, _deployments.Asked.CpuLimit).ShouldBe(("7", 3, "2"));
        _deployments.Cause!.Name.ShouldBe("anonymous");
    }

    [Theory]
    [InlineData("{}", "build_id", "run_id", "image")]
    [InlineData("""{"build_id":"b","run_id":"r","image":["iris"],"port":"http"}""", "image", "port")]
    [InlineData("""{"build_id":"b","run_id":"r","image":"iris","scale":1.5}""", "scale")]
    [InlineData("""{"build_id":{},"run_id":"r","image":"iris"}""", "build_id")]
    public async Task Every_field_that_is_wrong_is_named(string body, params string[] fields)
    {
        var (status, answer) = await PostAsync(body);
        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer["detail"]!.AsArray().Select(problem => (string?)problem!["loc"]![1]).ShouldBe(fields);
        answer["detail"]!.AsArray().ShouldAllBe(problem => (string?)problem!["loc"]![0] == "body" && problem["msg"] != null && problem["type"] != null);
        _deployments.Asked.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"build_id":"b",""")]
    public async Task A_body_that_is_no_object_is_refused(string body) =>
        (await PostAsync(body)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);

    [Fact]
    public async Task Bodies_are_bounded() =>
        (await PostAsync($$"""{"build_id":"{{new string('x', 1 << 20)}}"}""")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

    [Theory]
    [InlineData("?live_only=perhaps", "live_only")]
    [InlineData("/carls_model?n=0", "n")]
    [InlineData("/carls_model?n=x", "n")]
    [InlineData("/%2e%2e%2fetc", "name")]
    public async Task A_parameter_that_is_wrong_is_named(string path, string parameter)
    {
        using var response = await _client.GetAsync($"/deployments{path}");
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"{parameter}\"");
    }

    [Theory]
    [InlineData(DeploymentStatus.Conflict, HttpStatusCode.Conflict)]
    [InlineData(DeploymentStatus.NotFound, HttpStatusCode.NotFound)]
    [InlineData(DeploymentStatus.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task What_is_not_the_requests_fault_is_a_text(DeploymentStatus outcome, HttpStatusCode expected)
    {
        _deployments.Outcome = DeploymentOutcome.Refused(outcome, "the reason");
        var (status, answer) = await PostAsync(Minimal);
        status.ShouldBe(expected);
        ((string?)answer["detail"]).ShouldBe("the reason");
    }

    [Fact]
    public async Task Until_the_journal_was_read_nothing_is_said_of_deployments()
    {
        _deployments.NotReadBecause = "the journal is away";
        (await PostAsync(Minimal)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _client.GetAsync("/deployments")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _client.GetAsync("/deployments/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _client.GetAsync("/deployments/ping")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Containers_belong_to_the_record_that_is_served_and_n_limits_the_records()
    {
        var settings = new DeploymentSettings { BuildId = "b", RunId = "r", Image = "team/iris:1.x" };
        var since = _time.GetUtcNow() - TimeSpan.FromMinutes(6.5);
        _deployments.Views.Add(new DeploymentView(
            Name,
            [FakeDeployments.Record(Name, settings, 2), FakeDeployments.Record(Name, settings)],
            IsActive: true,
            Pinned: 1,
            Served: 1,
            Desired: 2,
            [new ReplicaStatus("here", "Running", since, ""), new ReplicaStatus("here", "Failed", since, "it is text")]));
        var records = JsonNode.Parse(await _client.GetStringAsync("/deployments/carls_model?n=5"))!.AsArray();
        records.Count.ShouldBe(2);
        records[0]!["containers"]!.AsArray().ShouldBeEmpty();
        records[0]!["swarm_services"]!.AsArray().ShouldBeEmpty();
        records[1]!["containers"]!.ToJsonString().ShouldBe(
            """[{"name":"mlmodel_carls_model_mlmodel.1","node":"here","image":"team/iris:1.x","desired_state":"Running","current_state":"Running 6 minutes ago","error":""},{"name":"mlmodel_carls_model_mlmodel.2","node":"here","image":"team/iris:1.x","desired_state":"Running","current_state":"Failed 6 minutes ago","error":"it is text"}]""");
        records[1]!["swarm_services"]!.ToJsonString().ShouldBe("""[{"name":"carls_model","image":"team/iris:1.x","replicas":"1/2"}]""");
        JsonNode.Parse(await _client.GetStringAsync("/deployments/carls_model"))!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_deployment_that_is_served_without_records_is_weird()
    {
        _deployments.Views.Add(new DeploymentView(Name, [], IsActive: true, null, null, 0, []));
        (await _client.GetStringAsync("/deployments")).ShouldBe("""[{"name":"carls_model","valid":false,"active":true}]""");
        (await _client.GetStringAsync("/deployments/health")).ShouldContain("\"weird_models\":[\"carls_model\"]");
        (await _client.GetStringAsync("/deployments/metrics")).ShouldContain("mlmodel_manager_weird{name=\"carls_model\"} 1");
        (await _client.GetAsync("/deployments/carls_model")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_deployment_whose_history_cannot_be_read_is_listed_with_the_reason()
    {
        _deployments.Views.Add(new DeploymentView(Name, [], IsActive: false, null, null, 0, []) { Problem = "record 1 is damaged" });
        (await _client.GetStringAsync("/deployments")).ShouldBe("""[{"name":"carls_model","valid":false,"active":false,"problem":"record 1 is damaged"}]""");
        (await _client.GetStringAsync("/deployments/health")).ShouldContain("\"weird_models\":[\"carls_model\"]");
        using var answer = await _client.GetAsync("/deployments/carls_model");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"detail":"record 1 is damaged"}""");
    }

    [Fact]
    public async Task A_history_tells_each_event_with_its_cause_and_is_unknown_where_nothing_ever_happened()
    {
        _deployments.Views.Add(new DeploymentView(Name, [], IsActive: true, null, null, 0, []));
        var history = JsonNode.Parse(await _client.GetStringAsync("/deployments/carls_model/history"))!;
        ((string?)history["deployment"], (string?)history["events"]![0]!["event"], (string?)history["events"]![0]!["cause"]!["name"])
            .ShouldBe(("carls_model", "deployment-created", "ops"));
        using var unknown = await _client.GetAsync("/deployments/nobody/history");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldBe("""{"detail":"unknown deployment nobody"}""");
    }

    [Theory]
    [InlineData(0.4, "less than a second ago")]
    [InlineData(1, "1 second ago")]
    [InlineData(59, "59 seconds ago")]
    [InlineData(60, "about a minute ago")]
    [InlineData(360, "6 minutes ago")]
    [InlineData(3_700, "about an hour ago")]
    [InlineData(90_000, "25 hours ago")]
    [InlineData(864_000, "10 days ago")]
    public void Times_are_told_in_dockers_words(double seconds, string text) => Ago.Text(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string body)
    {
        using var content = new StringContent(body);
        using var response = await _client.PostAsync("/deployments/carls_model", content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
