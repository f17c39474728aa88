using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.OpenApi;
using ModelCluster.Api.Http.OpenApi;
using ModelCluster.Api.Http.Security;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Api.Tests.Http.Amms;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Http.OpenApi;

public sealed class OpenApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_document_is_valid()
    {
        _server.Serves(
            TypedModels.Vector("a", "1.2.3"), TypedModels.Vector("a", "2"), TypedModels.Text("b"),
            TypedModels.Servable("c", "1", "image_input", [TypedModels.Spec("i", TensorType.Fp32, -1, 3, 224, 224)], [TypedModels.Spec("p", TensorType.Fp32, -1, 1000)]),
            TypedModels.Servable("d", "1", "tensor", [TypedModels.Spec("i", TensorType.Fp32, -1, 3, 224, 224)], [TypedModels.Spec("p", TensorType.Fp16)]),
            FakeCatalog.Servable("e", "1", ServableState.Failed));
        var read = Microsoft.OpenApi.OpenApiDocument.Parse(await TextAsync(), "json");
        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_0);
        read.Document!.Paths.ContainsKey("/predict/a/1.2.3").ShouldBeTrue();
        var ids = read.Document.Paths.SelectMany(path => path.Value.Operations!.Values).Select(operation => operation.OperationId).ToList();
        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(ids.Count);
    }

    [Fact]
    public async Task Without_models_the_document_is_valid_too()
    {
        _server.Serves();
        var read = Microsoft.OpenApi.OpenApiDocument.Parse(await TextAsync(), "json");
        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Document!.Paths.Keys.ShouldNotContain(path => path.Contains("predict", StringComparison.Ordinal) || path.Contains('{', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_version_and_the_newest_of_each_main_version_has_paths_of_its_own()
    {
        _server.Serves(TypedModels.Vector("m", "1.2.3"), TypedModels.Vector("m", "1.9"), TypedModels.Vector("m", "2"));
        var paths = (await DocumentAsync())["paths"]!.AsObject().Select(path => path.Key).Where(path => path.Contains("/m", StringComparison.Ordinal) && !path.Contains('{', StringComparison.Ordinal));
        paths.Where(path => path.StartsWith("/predict/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe(
            ["/predict/m", "/predict/m/1.2.3", "/predict/m/1.9", "/predict/m/1.x", "/predict/m/2", "/predict/m/2.x"]);
        paths.Where(path => path.EndsWith("/infer", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe(
            ["/v2/models/m/infer", "/v2/models/m/versions/1.2.3/infer", "/v2/models/m/versions/1.9/infer", "/v2/models/m/versions/2/infer"]);
    }

    [Fact]
    public async Task Two_models_have_two_schemas()
    {
        _server.Serves(TypedModels.Vector("a", labels: ["x", "y"]), TypedModels.Text("b"));
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        schemas["a.1.predict.request"]!["properties"]!["samples"]!["items"]!["items"]!["type"]!.ToString().ShouldBe("number");
        schemas["b.1.predict.request"]!["properties"]!["samples"]!["items"]!["type"]!.ToString().ShouldBe("string");
        schemas["a.1.predict.response"]!["properties"]!["preds"]!["items"]!["enum"]!.ToJsonString().ShouldBe("""["x","y"]""");
    }

    [Fact]
    public async Task Examples_are_the_model_s_smallest_sample_of_that_version()
    {
        _server.Serves(TypedModels.Vector("m", "2") with
        {
            Samples =
            [
                Sample("large", null, """{"inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[1,2,3,4,5,6]}]}"""),
                Sample("other version", "1", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[7,7,7]}]}"""),
                Sample("broken", null, "{}"),
                Sample("small", "2.x", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3.5]}]}"""),
            ],
        });
        var paths = (await DocumentAsync())["paths"]!;
        Example(paths["/predict/m"]!).ToJsonString().ShouldBe("""{"samples":[[1,2,3.5]]}""");
        Example(paths["/predict"]!).ToJsonString().ShouldBe("""{"samples":[[1,2,3.5]]}""");
        Example(paths["/v2/models/m/infer"]!)["inputs"]![0]!["data"]!.ToJsonString().ShouldBe("[1,2,3.5]");
    }

    [Fact]
    public async Task Every_example_is_accepted()
    {
        _server.Serves(
            TypedModels.Vector("vector"), TypedModels.Text("text"),
            TypedModels.Servable("image", "1", "image_input", [TypedModels.Spec("i", TensorType.UInt8, -1, -1, 3)], [TypedModels.Spec("o", TensorType.UInt8, -1, -1, 3)], maxBatchSize: 0),
            TypedModels.Servable("large", "1", "tensor", [TypedModels.Spec("i", TensorType.Fp32, -1, 3, 100, 100)], [TypedModels.Spec("i", TensorType.Fp32, -1, 3, 100, 100)]),
            TypedModels.Servable("texts", "1", "tensor", [TypedModels.Spec("i", TensorType.Bytes, -1, -1)], [TypedModels.Spec("i", TensorType.Bytes, -1, -1)]),
            TypedModels.Servable("half", "1", "tensor", [TypedModels.Spec("i", TensorType.Fp16, 2)], [TypedModels.Spec("i", TensorType.Fp16, 2)]));
        _server.Answers(request => request.Model.Value is "vector" or "text"
            ? [new("p", TestKit.Tensors.TestTensors.Floats(new TensorShape(1, 2), 0, 1))]
            : [.. FakeGateway.Echo(request).Outputs]);
        var document = await DocumentAsync();
        var called = 0;
        foreach (var (path, item) in document["paths"]!.AsObject().Where(path => path.Value!["post"] is { } post && post["x-changes-server"] is null))
        {
            var body = Example(item!, document).ToJsonString();
            if (path.Contains("image", StringComparison.Ordinal))
                body = $$"""{"samples":["{{FakeImageDecoder.Image}}"]}"""; // the fake decoder knows no PNG
            var query = path == "/predict" ? $"?model_name={item!["post"]!["parameters"]![0]!["example"]}" : "";
            if (path.StartsWith("/v2/models/image", StringComparison.Ordinal) || (path == "/predict" && query.EndsWith("image", StringComparison.Ordinal)))
                continue;
            var answer = await _server.PredictAsync(path + query, body);
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{path} {body}: {answer.Text}");
            called++;
        }

        called.ShouldBeGreaterThan(20);
        document["paths"]!["/v2/models/half/infer"].ShouldBeNull("half precision has no form in that protocol's JSON");
    }

    [Fact]
    public async Task Who_has_the_current_document_is_told_so()
    {
        _server.Serves(TypedModels.Vector("m"));
        var first = await _server.GetAsync("/openapi.json");
        var etag = first.Header("ETag")!;
        (await _server.GetAsync("/openapi.json")).Header("ETag").ShouldBe(etag);
        foreach (var known in new[] { etag, $"W/{etag}", $"\"other\", {etag}", "*" })
            (await IfNoneMatchAsync(known)).StatusCode.ShouldBe(HttpStatusCode.NotModified, known);
        (await IfNoneMatchAsync("\"other\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_document_changes_as_models_come_and_go()
    {
        _server.Serves(TypedModels.Vector("a"));
        var etag = (await _server.GetAsync("/openapi.json")).Header("ETag")!;
        _server.Serves(TypedModels.Vector("a"), TypedModels.Vector("b"));
        var changed = await _server.GetAsync("/openapi.json");
        (changed.Header("ETag") == etag).ShouldBeFalse();
        changed.Text.ShouldContain("\"/predict/b\"");
        _server.Serves(TypedModels.Vector("b"));
        (await _server.GetAsync("/openapi.json")).Text.ShouldNotContain("\"/predict/a\"");
    }

    [Fact]
    public async Task A_model_that_stays_as_it_is_is_not_described_again()
    {
        var reader = new CountingReader();
        await using var server = await ApiServer.StartAsync(services: services => services.Add(new(typeof(ISampleReader), reader)));
        server.Serves([.. Enumerable.Range(0, 1000).Select(i => TypedModels.Vector($"m{i}") with { Samples = [Sample("s", null, CountingReader.Json)] })]);
        await server.GetAsync("/openapi.json");
        reader.Reads.ShouldBe(1000);
        server.Catalog.All[7] = FakeCatalog.Model("m7", TypedModels.Vector("m7") with { Samples = [Sample("s", null, CountingReader.Json)] });
        server.Catalog.Revision++;
        await server.GetAsync("/openapi.json");
        reader.Reads.ShouldBe(1001);
        await server.GetAsync("/openapi.json");
        reader.Reads.ShouldBe(1001);
    }

    [Fact]
    public async Task A_server_that_asks_for_keys_says_so_and_what_needs_none()
    {
        _server.Serves(TypedModels.Vector("m"));
        (await DocumentAsync())["components"]!["securitySchemes"].ShouldBeNull();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Security:ApiKeys:alice", (string?)"open-sesame")]).Build();
        await using var closed = await ApiServer.StartAsync(services: services => services.AddApiKeys(configuration));
        closed.Serves(TypedModels.Vector("m"));
        closed.Client.DefaultRequestHeaders.Add("X-API-Key", "open-sesame");
        var text = (await closed.GetAsync("/openapi.json")).Text;
        Microsoft.OpenApi.OpenApiDocument.Parse(text, "json").Diagnostic!.Errors.ShouldBeEmpty();
        var document = JsonNode.Parse(text)!;
        var schemes = document["components"]!["securitySchemes"]!;
        (schemes["bearer"]!["type"]!.ToString(), schemes["bearer"]!["scheme"]!.ToString()).ShouldBe(("http", "bearer"));
        (schemes["api_key"]!["in"]!.ToString(), schemes["api_key"]!["name"]!.ToString()).ShouldBe(("header", "X-API-Key"));
        document["security"]!.ToJsonString().ShouldBe("""[{"bearer":[]},{"api_key":[]}]""");
        document["paths"]!["/health_check"]!["get"]!["security"]!.AsArray().ShouldBeEmpty();
        document["paths"]!["/metrics"]!["get"]!["security"].ShouldBeNull();
    }

    [Fact]
    public void Examples_that_retire_a_version_name_one_that_no_label_points_at()
    {
        var labelled = FakeCatalog.Model("a", FakeCatalog.Servable("a", "1")) with
        {
            Labels = FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("best", ModelVersion.Parse("1"))]),
        };
        var unload = StaticOperations.All.Single(operation => operation.Path.EndsWith("/unload", StringComparison.Ordinal) && operation.Path.Contains("{version}", StringComparison.Ordinal));
        var remove = StaticOperations.All.Single(operation => operation is { Method: "delete" } && operation.Path.EndsWith("{label}", StringComparison.Ordinal));
        var free = FakeCatalog.Model("b", FakeCatalog.Servable("b", "2"));
        ExampleValues.Choose([labelled, free], null, null).For(unload)!["model"].ShouldBe("b");
        ExampleValues.Choose([labelled, free], null, null).For(remove)!["label"].ShouldBe("best");
        ExampleValues.Choose([labelled], null, null).For(unload).ShouldBeNull();
        ExampleValues.Choose([free], null, null).For(remove).ShouldBeNull();
    }

    private static ModelSample Sample(string name, string? versions, string json) => new(
        name, versions is null ? null : Contracts.Ids.VersionRange.TryParse(versions, out var range) ? range : null, Encoding.UTF8.GetBytes(json), null, 0);

    private static JsonNode Example(JsonNode item, JsonNode? document = null)
    {
        var media = item["post"]!["requestBody"]!["content"]!["application/json"]!;
        if (media["example"] is { } example)
            return example;
        var name = media["examples"]!["sample"]!["$ref"]!.ToString().Split('/')[^1];
        return document!["components"]!["examples"]![name]!["value"]!;
    }

    private async Task<HttpResponseMessage> IfNoneMatchAsync(string etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi.json");
        request.Headers.TryAddWithoutValidation("If-None-Match", etag).ShouldBeTrue();
        return await _server.Client.SendAsync(request);
    }

    private async Task<string> TextAsync()
    {
        var answer = await _server.GetAsync("/openapi.json");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Text;
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await TextAsync())!;

    private sealed class CountingReader : ISampleReader
    {
        public const string Json = """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}""";

        private readonly Api.Http.Infer.SampleReader _reader = new(TimeProvider.System);

        public int Reads { get; private set; }

        public Contracts.Inference.InferenceRequest ReadRequest(Contracts.Ids.ModelName model, ReadOnlyMemory<byte> json)
        {
            Reads++;
            return _reader.ReadRequest(model, json);
        }

        public IReadOnlyList<Contracts.Inference.NamedTensor> ReadOutputs(ReadOnlyMemory<byte> json) => _reader.ReadOutputs(json);
    }
}
