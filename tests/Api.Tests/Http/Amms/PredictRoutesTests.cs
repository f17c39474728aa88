using System.Net;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Api.Tests.Http.Amms;

public sealed class PredictRoutesTests : IAsyncLifetime
{
    private const string Body = """{"samples":[[0,1,2]]}""";

    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/predict?model_name=m&version=1.x", "1.4.0")]
    [InlineData("/predict?model_name=m&version=2.x", "2.0.1")]
    [InlineData("/predict/m?version=1.x", "1.4.0")]
    [InlineData("/predict/m?version=2.x", "2.0.1")]
    [InlineData("/predict/m/1.x", "1.4.0")]
    [InlineData("/predict/m/2.x", "2.0.1")]
    [InlineData("/predict/m/1.3.x", "1.3.9")]
    [InlineData("/predict/m/1.x.5", "1.4.0")]
    [InlineData("/predict/m/1_3_9", "1.3.9")]
    [InlineData("/predict/m", "2.0.1")]
    [InlineData("/predict?version=1.x", "1.4.0")]
    [InlineData("/predict", "2.0.1")]
    public async Task Every_form_of_the_path_reaches_the_version_it_names(string path, string version)
    {
        _server.Serves(TypedModels.Vector("m", "1.3.9"), TypedModels.Vector("m", "1.4.0"), TypedModels.Vector("m", "2.0.1"));
        _server.AnswersScores(0.25f, 0.75f);
        var answer = await _server.PredictAsync(path, Body);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Header("X-Model-Version").ShouldBe(version);
        answer.Header("X-Model-Name").ShouldBe("m");
    }

    [Theory]
    [InlineData("/predict/other")]
    [InlineData("/predict/other/1.x")]
    [InlineData("/predict?model_name=other")]
    [InlineData("/predict/..%2Fm")]
    [InlineData("/predict/m/3.x")]
    [InlineData("/predict?version=3.x")]
    public async Task A_wrong_name_or_version_is_not_found_also_when_one_model_is_loaded(string path)
    {
        _server.Serves(TypedModels.Vector("m", "1.4.0"));
        var answer = await _server.PredictAsync(path, Body);
        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        answer.Text.ShouldBe("""{"error_message":"Model or version is not found","available_models":[{"model_name":"m","version":"1.4.0"}]}""");
        _server.Gateway.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_name_several_models_are_listed_instead_of_one_being_guessed()
    {
        _server.Serves(TypedModels.Vector("a"), TypedModels.Vector("b"));
        var answer = await _server.PredictAsync("/predict", Body);
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text.ShouldContain("""[{"model_name":"a","version":"1"},{"model_name":"b","version":"1"}]""");
    }

    [Fact]
    public async Task Without_any_model_nothing_is_found()
    {
        _server.Serves();
        (await _server.PredictAsync("/predict", Body)).Text.ShouldBe("""{"error_message":"Model or version is not found","available_models":[]}""");
    }

    [Fact]
    public async Task A_version_that_is_none_says_what_is_allowed()
    {
        _server.Serves(TypedModels.Vector("m"));
        var answer = await _server.PredictAsync("/predict/m/x.1", Body);
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.ErrorMessage.ShouldBe("'x.1' is not a version; one to three numbers such as 3, 1.2.3, or a range such as 1.x are allowed");
    }

    [Fact]
    public async Task A_model_that_failed_to_load_says_why()
    {
        _server.Serves(FakeCatalog.Servable("m", "1", ServableState.Failed, "the file is truncated"));
        var answer = await _server.PredictAsync("/predict/m", Body);
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.ErrorMessage.ShouldBe("Model 'm' has no available version: version 1 is Failed (the file is truncated)");
        answer.Header("Retry-After").ShouldBe("1");
    }

    [Theory]
    [InlineData(InferenceStatus.InvalidArgument, 422)]
    [InlineData(InferenceStatus.NotFound, 404)]
    [InlineData(InferenceStatus.Overloaded, 429)]
    [InlineData(InferenceStatus.Unavailable, 503)]
    [InlineData(InferenceStatus.DeadlineExceeded, 504)]
    [InlineData(InferenceStatus.Unsupported, 501)]
    [InlineData(InferenceStatus.Internal, 500)]
    public async Task Each_way_to_fail_has_its_status(InferenceStatus status, int expected)
    {
        _server.Serves(TypedModels.Vector("m"));
        _server.Gateway.Answer = (_, _) => ValueTask.FromResult(InferenceReply.Failed(new InferenceError(status, "because")));
        var answer = await _server.PredictAsync("/predict/m", Body);
        ((int)answer.Status).ShouldBe(expected);
        answer.ErrorMessage.ShouldBe(status == InferenceStatus.NotFound ? "Model or version is not found" : "because");
        (answer.Header("Retry-After") is not null).ShouldBe(expected is 429 or 503);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("application/json; charset=latin1", 415)]
    [InlineData("application/json; charset=UTF-8", 200)]
    [InlineData("application/vnd.x+json", 200)]
    public async Task Only_json_is_taken(string contentType, int expected)
    {
        _server.Serves(TypedModels.Vector("m"));
        _server.AnswersScores(0.25f, 0.75f);
        var answer = await _server.PostAsync("/predict/m", System.Text.Encoding.UTF8.GetBytes(Body), ("Content-Type", contentType));
        ((int)answer.Status).ShouldBe(expected, answer.Text);
        if (expected == 415)
            answer.ErrorMessage.ShouldContain("send JSON in UTF-8 with the header 'Content-Type: application/json'");
    }

    [Fact]
    public async Task A_body_past_the_limit_is_refused()
    {
        await using var small = await ApiServer.StartAsync(options => options.MaxRequestBytes = 1024);
        small.Serves(TypedModels.Text("m"));
        var answer = await small.PredictAsync("/predict/m", $$"""{"samples":["{{new string('a', 2000)}}"]}""");
        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.ErrorMessage.ShouldContain("1024 bytes");
    }

    [Fact]
    public async Task Predicting_takes_post()
    {
        var answer = await _server.GetAsync("/predict/m");
        answer.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Header("Allow").ShouldBe("POST");
    }

    [Fact]
    public async Task A_lazy_model_is_loaded_by_its_first_prediction()
    {
        await using var server = await ApiServer.StartAsync();
        server.Serves(FakeCatalog.Servable("m", "1", ServableState.Ended, "loaded at the first request"));
        var activation = (FakeActivation)server.Services.GetService(typeof(Contracts.Admin.IModelActivation))!;
        activation.Activate = _ =>
        {
            server.Serves(TypedModels.Vector("m"));
            return true;
        };
        server.AnswersScores(0.25f, 0.75f);
        (await server.PredictAsync("/predict/m", Body)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_label_will_do_for_a_version()
    {
        _server.Serves(TypedModels.Vector("m", "1"), TypedModels.Vector("m", "2"));
        _server.Catalog.All[0] = _server.Catalog.All[0] with
        {
            Labels = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
                [KeyValuePair.Create("stable", new Contracts.Ids.ModelVersion(1))], StringComparer.Ordinal),
        };
        var label = "";
        _server.Answers(request =>
        {
            label = request.Version.Label;
            return [new NamedTensor("p", TestTensors.Floats(new TensorShape(1, 2), 0, 1))];
        });
        (await _server.PredictAsync("/predict/m/stable", Body)).Status.ShouldBe(HttpStatusCode.OK);
        label.ShouldBe("stable");
        (await _server.PredictAsync("/predict/m/unstable", Body)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }
}
