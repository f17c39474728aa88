using System.Net;
using System.Text;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Tests.Http.Repository;

public sealed class RepositoryTests : IAsyncLifetime
{
    private const string Load = "/v2/repository/models/m/load";
    private const string Unload = "/v2/repository/models/m/unload";

    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("", true)]
    [InlineData("{}", true)]
    [InlineData("""{"ready":false}""", true)]
    [InlineData("""{"ready":true}""", false)]
    public async Task Lists_models_and_versions_with_their_states(string body, bool all)
    {
        _server.Catalog.All[0] = FakeCatalog.Model(
            "m",
            FakeCatalog.Servable("m", "5", ServableState.Warming),
            FakeCatalog.Servable("m", "4", ServableState.Failed, "cut off"),
            FakeCatalog.Servable("m", "3"),
            FakeCatalog.Servable("m", "2", ServableState.Draining));
        _server.Catalog.All.Add(FakeCatalog.Model("bad") with { Problem = "no versions in it" });
        var answer = await _server.PostAsync("/v2/repository/index", body);
        answer.Text.ShouldBe(all
            ? """[{"name":"m","version":"5","state":"LOADING"},{"name":"m","version":"4","state":"UNAVAILABLE","reason":"cut off"},{"name":"m","version":"3","state":"READY"},{"name":"m","version":"2","state":"UNLOADING"},{"name":"bad","state":"UNAVAILABLE","reason":"no versions in it"}]"""
            : """[{"name":"m","version":"3","state":"READY"}]""");
    }

    [Fact]
    public async Task Who_asks_is_told_with_every_change()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostAsync("/v2/repository/models/m/load", "");
        await server.PostAsync("/v2/repository/models/m/unload", "");
        server.Admin.Causes.ShouldBe([new Cause(CauseKind.ApiKey, "anonymous"), new Cause(CauseKind.ApiKey, "anonymous")]);
    }

    [Fact]
    public async Task Knows_its_one_repository_by_name()
    {
        (await _server.PostAsync("/v2/repository/models/index", "")).Status.ShouldBe(HttpStatusCode.OK);
        (await _server.PostAsync("/v2/repository/other/index", "")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _server.PostAsync("/v2/repository/index", """{"ready":1}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"parameters":null}""")]
    public async Task Loads_a_model_as_it_is_in_the_repository(string body)
    {
        var answer = await _server.PostAsync(Load, body);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldBeEmpty();
        var load = _server.Admin.Loads.ShouldHaveSingleItem();
        load.Name.Value.ShouldBe("m");
        load.Configuration.ShouldBeNull();
        load.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Loads_a_model_with_other_settings_and_files()
    {
        var file = new byte[100_000];
        new Random(2).NextBytes(file);
        var body = $$$"""{"parameters":{"config":"{\"max_batch_size\":\"16\"}","file:1/model.onnx":"{{{Convert.ToBase64String(file)}}}","file:2.1/a.bin":""}}""";
        (await _server.PostAsync(Load, body)).Status.ShouldBe(HttpStatusCode.OK);
        var load = _server.Admin.Loads.ShouldHaveSingleItem();
        load.Configuration.ShouldBe("""{"max_batch_size":"16"}""");
        load.Files["1/model.onnx"].ToArray().ShouldBe(file);
        load.Files["2.1/a.bin"].IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"parameters":{"file:1/model.onnx":"AAAA"}}""", "'config'")]
    [InlineData("""{"parameters":{"config":"{}","file:1/model.onnx":"A*"}}""", "base64")]
    [InlineData("""{"parameters":{"config":"{}","file:1/../../x":"AAAA"}}""", "not allowed")]
    [InlineData("""{"parameters":{"config":"{}","file:../x":"AAAA"}}""", "not allowed")]
    [InlineData("""{"parameters":{"config":"{}","file:/etc/x":"AAAA"}}""", "not allowed")]
    [InlineData("""{"parameters":{"config":"{}","file:1/a\\b":"AAAA"}}""", "not allowed")]
    [InlineData("""{"parameters":{"config":"{}","file:model.onnx":"AAAA"}}""", "not allowed")]
    [InlineData("""{"parameters":{"config":5}}""", "'config'")]
    [InlineData("""{"parameters":{"other":"x"}}""", "'other'")]
    [InlineData("""{"parameters":""", "byte 14")]
    public async Task Refuses_a_bad_load(string body, string expected)
    {
        var answer = await _server.PostAsync(Load, body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldContain(expected);
        _server.Admin.Loads.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(AdminStatus.NotFound, 404)]
    [InlineData(AdminStatus.InvalidArgument, 400)]
    [InlineData(AdminStatus.Failed, 400)]
    public async Task Says_that_and_why_a_load_failed(AdminStatus status, int code)
    {
        _server.Admin.Outcome = new AdminOutcome(status, "the file is cut off");
        var answer = await _server.PostAsync(Load, "");
        ((int)answer.Status).ShouldBe(code);
        answer.Error.ShouldBe("failed to load 'm': the file is cut off");
        (await _server.PostAsync(Unload, "")).Error.ShouldBe("failed to unload 'm': the file is cut off");
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"parameters":{"unload_dependents":true}}""")]
    public async Task Unloads_a_model(string body)
    {
        (await _server.PostAsync(Unload, body)).Status.ShouldBe(HttpStatusCode.OK);
        _server.Admin.Unloads.ShouldHaveSingleItem().Value.ShouldBe("m");
    }

    [Fact]
    public async Task Refuses_a_bad_name_or_body()
    {
        ((int)(await _server.PostAsync("/v2/repository/models/..%2fx/load", "")).Status).ShouldBeOneOf(400, 404);
        (await _server.PostAsync(Unload, "{")).Status.ShouldBe(HttpStatusCode.BadRequest);
        _server.Admin.Unloads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_an_upload_as_any_other_body()
    {
        await using var server = await ApiServer.StartAsync(options => options.MaxRequestBytes = 2048);
        var answer = await server.PostAsync(Load, Encoding.UTF8.GetBytes(new string(' ', 2049)));
        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }
}
