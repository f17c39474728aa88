using System.Net;
using System.Text.Json.Nodes;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Api.Tests.Http.Amms;

/// <summary>Models whose adapter names a pipeline: typed requests go to that, and it shapes them.</summary>
public sealed class PipelineAdapterTests : IAsyncLifetime
{
    private const string Body = """{"samples":["good"]}""";

    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_request_goes_to_the_pipeline_and_the_answer_names_both()
    {
        _server.Serves(Model(), Pipeline(TypedModels.Text("p", "3", ["bad", "good"])));
        var asked = new List<(string, VersionSelector)>();
        _server.Answers(request =>
        {
            asked.Add((request.Model.Value, request.Version));
            return [new NamedTensor("p", TestTensors.Floats(new TensorShape(1, 2), 0.25f, 0.75f))];
        });
        var answer = await _server.PredictAsync("/predict/m/1.x", Body);
        answer.Text.ShouldBe("""{"preds":["good"],"pred_probas":[[["good",0.75],["bad",0.25]]]}""");
        asked.ShouldBe([("p", VersionSelector.Latest)]);
        answer.Header("X-Model-Name").ShouldBe("m");
        answer.Header("X-Model-Version").ShouldBe("1.2.0");
        answer.Header("X-Pipeline-Name").ShouldBe("p");
        answer.Header("X-Pipeline-Version").ShouldBe("3");
    }

    [Fact]
    public async Task A_model_without_a_pipeline_names_none()
    {
        _server.Serves(TypedModels.Text("m"));
        _server.AnswersScores(0.25f, 0.75f);
        (await _server.PredictAsync("/predict/m", Body)).Header("X-Pipeline-Name").ShouldBeNull();
    }

    [Fact]
    public async Task Each_main_version_has_the_pipeline_of_its_own_entry()
    {
        _server.Serves(
            Model("1.2.0", "p"), Model("2.0.0", "q"), Pipeline(TypedModels.Text("p")), Pipeline(TypedModels.Text("q")));
        _server.AnswersScores(0.25f, 0.75f);
        (await _server.PredictAsync("/predict/m/1.x", Body)).Header("X-Pipeline-Name").ShouldBe("p");
        (await _server.PredictAsync("/predict/m/2.x", Body)).Header("X-Pipeline-Name").ShouldBe("q");
    }

    [Fact]
    public async Task Meta_and_the_document_describe_the_pipeline_s_bodies()
    {
        _server.Serves(Model(), Pipeline(TypedModels.Text("p", labels: ["bad", "good"])));
        var meta = JsonNode.Parse((await _server.GetAsync("/meta?model_name=m")).Text)!["models"]![0]!;
        ((string?)meta["pipeline"]).ShouldBe("p");
        ((string?)meta["meta_data"]!["model_name"]).ShouldBe("m");
        ((string?)meta["request_format"]!["properties"]!["samples"]!["items"]!["type"]).ShouldBe("string");
        meta["problem"].ShouldBeNull();
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        ((string?)schemas["m.1.2.0.predict.request"]!["properties"]!["samples"]!["items"]!["type"]).ShouldBe("string");
        schemas["m.1.2.0.predict.response"]!["properties"]!["preds"]!["items"]!["enum"]!.ToJsonString().ShouldBe("""["bad","good"]""");
        schemas["m.1.2.0.infer.request"]!.ToJsonString().ShouldContain("FP32");
    }

    [Fact]
    public async Task The_document_follows_the_pipeline_although_the_model_stays_as_it_is()
    {
        var model = FakeCatalog.Model("m", Model());
        Shows(model);
        (await DocumentAsync())["paths"]!["/predict/m"].ShouldBeNull();
        Shows(model, FakeCatalog.Model("p", Pipeline(TypedModels.Text("p"))));
        (await DocumentAsync())["paths"]!["/predict/m"].ShouldNotBeNull();
        Shows(model, FakeCatalog.Model("p", Pipeline(TypedModels.Vector("p"))));
        ((string?)(await DocumentAsync())["components"]!["schemas"]!["m.1.2.0.predict.request"]!["properties"]!["samples"]!["items"]!["type"]).ShouldBe("array");
        Shows(model);
        (await DocumentAsync())["paths"]!["/predict/m"].ShouldBeNull();
    }

    [Fact]
    public async Task The_example_of_the_document_is_accepted()
    {
        _server.Serves(Model(), Pipeline(TypedModels.Text("p")));
        _server.AnswersScores(0.25f, 0.75f);
        var example = (await DocumentAsync())["paths"]!["/predict/m"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!;
        (await _server.PredictAsync("/predict/m", example.ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("missing", 503, "the adapter 'missing', which is unknown here: it is neither one of image_input, tensor, text_input, vector_input nor the name of a pipeline that is served")]
    [InlineData("broken", 503, "model 'm' is predicted through pipeline 'broken', which is not available: version 1 is Failed (a step is missing)")]
    [InlineData("plain", 501, "which is a model (onnxruntime_onnx), but no pipeline")]
    [InlineData("chained", 501, "a pipeline whose own adapter 'p' is none of image_input, tensor, text_input, vector_input")]
    [InlineData("unfit", 501, "the adapter 'text_input' does not suit version 1 of model 'unfit'")]
    public async Task A_pipeline_that_will_not_do_is_said_so(string name, int status, string message)
    {
        _server.Serves(
            Model("1.2.0", name),
            FakeCatalog.Servable("broken", "1", ServableState.Failed, "a step is missing"),
            TypedModels.Text("plain"),
            Pipeline(TypedModels.Servable("chained", "1", "p", [TypedModels.Spec("x", TensorType.Fp32, -1)], [])),
            Pipeline(TypedModels.Servable("unfit", "1", "text_input", [TypedModels.Spec("x", TensorType.Fp32, -1)], [])));
        var answer = await _server.PredictAsync("/predict/m", Body);
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.ErrorMessage.ShouldContain(message);
        (answer.Header("Retry-After") is not null).ShouldBe(status == 503);
        var meta = JsonNode.Parse((await _server.GetAsync("/meta?model_name=m")).Text)!["models"]![0]!;
        ((string?)meta["problem"])!.ShouldContain(message);
        meta["request_format"].ShouldBeNull();
    }

    [Fact]
    public async Task A_pipeline_that_leaves_during_the_request_is_no_unknown_model()
    {
        _server.Serves(Model(), Pipeline(TypedModels.Text("p")));
        _server.Gateway.Answer = (_, _) => ValueTask.FromResult(InferenceReply.Failed(new InferenceError(InferenceStatus.NotFound, "unknown model 'p'")));
        var answer = await _server.PredictAsync("/predict/m", Body);
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.ErrorMessage.ShouldBe("unknown model 'p'");
    }

    [Fact]
    public async Task A_lazy_pipeline_is_loaded_by_the_first_prediction()
    {
        _server.Serves(Model(), FakeCatalog.Servable("p", "1", ServableState.Ended, "loaded at the first request"));
        var activation = (FakeActivation)_server.Services.GetService(typeof(IModelActivation))!;
        activation.Activate = name =>
        {
            name.Value.ShouldBe("p");
            _server.Serves(Model(), Pipeline(TypedModels.Text("p")));
            return true;
        };
        _server.AnswersScores(0.25f, 0.75f);
        (await _server.PredictAsync("/predict/m", Body)).Header("X-Pipeline-Name").ShouldBe("p");
    }

    /// <summary>Takes numbers itself; its file names the pipeline.</summary>
    private static ServableView Model(string version = "1.2.0", string pipeline = "p")
    {
        var model = TypedModels.Vector("m", version);
        return model with { Artefact = new Artefact(model.Id.Version, "m.onnx", "1") { Adapter = pipeline } };
    }

    private static ServableView Pipeline(ServableView servable) => servable with { Platform = "modelcluster_pipeline" };

    private void Shows(params ModelView[] models)
    {
        _server.Catalog.All.Clear();
        _server.Catalog.All.AddRange(models);
        _server.Catalog.Revision++;
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse((await _server.GetAsync("/openapi.json")).Text)!;
}
