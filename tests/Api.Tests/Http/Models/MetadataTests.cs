using System.Net;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Tests.Http.Models;

public sealed class MetadataTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/v2")]
    [InlineData("/v2/")]
    [InlineData("/v2?anything=ignored")]
    public async Task Describes_the_server(string path)
    {
        var answer = await _server.GetAsync(path);
        answer.Text.ShouldStartWith("""{"name":"modelcluster","version":"0.1.0","extensions":["classification",""");
        answer.Text.ShouldNotContain("trace");
        answer.Header("Content-Type").ShouldBe("application/json");
    }

    [Fact]
    public async Task Takes_the_name_that_clients_insist_on()
    {
        await using var server = await ApiServer.StartAsync(options => options.ServerName = "triton");
        (await server.GetAsync("/v2")).Text.ShouldContain("\"name\":\"triton\"");
    }

    [Fact]
    public async Task Lists_the_models()
    {
        _server.Catalog.All.Add(FakeCatalog.Model("n"));
        (await _server.GetAsync("/v2/models")).Text.ShouldBe("""{"models":["m","n"]}""");
    }

    [Fact]
    public async Task Describes_the_newest_available_version_or_the_one_asked_for()
    {
        _server.Catalog.All[0] = FakeCatalog.Model(
            "m",
            FakeCatalog.Servable("m", "3", ServableState.Loading),
            FakeCatalog.Servable("m", "2", inputs: [FakeCatalog.Spec("two", Contracts.Tensors.TensorType.Bytes, -1)]),
            FakeCatalog.Servable("m", "1.5"));
        (await _server.GetAsync("/v2/models/m")).Text.ShouldBe(
            """{"name":"m","versions":["2","1.5"],"platform":"onnxruntime_onnx","inputs":[{"name":"two","datatype":"BYTES","shape":[-1]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,4]}]}""");
        (await _server.GetAsync("/v2/models/m/versions/1.5")).Text.ShouldContain("""[{"name":"x","datatype":"FP32","shape":[-1,4]}]""");
        (await _server.GetAsync("/v2/models/m/versions/1.x")).Text.ShouldContain("\"x\"");
    }

    [Fact]
    public async Task Says_which_model_or_version_is_unknown_or_why_it_is_not_available()
    {
        var unknown = await _server.GetAsync("/v2/models/foo");
        unknown.Status.ShouldBe(HttpStatusCode.NotFound);
        unknown.Error.ShouldBe("Request for unknown model: 'foo' is not found");

        var version = await _server.GetAsync("/v2/models/m/versions/99");
        version.Status.ShouldBe(HttpStatusCode.NotFound);
        version.Error.ShouldBe("Request for unknown model: 'm' version 99 is not found");

        _server.Catalog.All[0] = FakeCatalog.Model("m", FakeCatalog.Servable("m", "3", ServableState.Failed, "the file is cut off"));
        foreach (var path in new[] { "/v2/models/m", "/v2/models/m/versions/3" })
        {
            var failed = await _server.GetAsync(path);
            failed.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            failed.Error.ShouldContain("version 3 is Failed (the file is cut off)");
        }
    }

    [Fact]
    public async Task Is_live_and_ready_or_not()
    {
        (await _server.GetAsync("/v2/health/live")).Text.ShouldBe("""{"live":true}""");
        (await _server.GetAsync("/v2/health/ready")).Text.ShouldBe("""{"ready":true}""");
        _server.Catalog.IsReady = false;
        var answer = await _server.GetAsync("/v2/health/ready");
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text.ShouldBe("""{"ready":false}""");
    }

    [Fact]
    public async Task Knows_which_models_are_ready()
    {
        _server.Catalog.All.Add(FakeCatalog.Model("late", FakeCatalog.Servable("late", "1", ServableState.Warming)));
        (await _server.GetAsync("/v2/models/m/ready")).Text.ShouldBe("""{"name":"m","ready":true}""");
        (await _server.GetAsync("/v2/models/m/versions/7/ready")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "/v2/models/m/versions/8/ready", "/v2/models/late/ready", "/v2/models/foo/ready" })
        {
            var answer = await _server.GetAsync(path);
            answer.Status.ShouldBe(HttpStatusCode.BadRequest);
            answer.Text.ShouldBe("""{"error":"Model version not ready"}""");
        }
    }

    [Theory]
    [InlineData("/v2/models/m/infer", "POST")]
    [InlineData("/v2/repository/index", "POST")]
    public async Task Answers_a_wrong_method_with_405(string path, string allowed)
    {
        var answer = await _server.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Header("Allow").ShouldBe(allowed);
        answer.Error.ShouldContain(allowed);
        (await _server.PostAsync("/v2/models/m", "")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("/v2/nothing")]
    [InlineData("/v2/models/m/nothing")]
    [InlineData("/v2/models/../../etc/passwd")]
    [InlineData("/v3")]
    [InlineData("/")]
    public async Task Answers_an_unknown_path_with_404(string path)
    {
        var answer = await _server.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        answer.Text.ShouldBe("""{"error":"Not Found"}""");
    }
}
