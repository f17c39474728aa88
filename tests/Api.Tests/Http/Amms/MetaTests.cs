using System.Net;
using System.Text.Json.Nodes;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Tests.Http.Amms;

public sealed class MetaTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_health_check_tells_version_and_time()
    {
        var answer = JsonNode.Parse((await _server.GetAsync("/health_check")).Text)!;
        ((string?)answer["version"]).ShouldNotBeNullOrEmpty();
        ((DateTimeOffset)answer["generated_at"]!).ShouldBe(_server.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_model_is_described_with_its_formats_and_its_training()
    {
        var vector = TypedModels.Vector("m", "1.0.2", ["A", "B"]);
        var trained = DateTimeOffset.FromUnixTimeMilliseconds(1_588_436_916_135);
        _server.Serves(vector with { Artefact = new Artefact(vector.Id.Version, "f", "s") { TrainedAt = trained } });
        var answer = await _server.GetAsync("/meta?model_name=m");
        var model = JsonNode.Parse(answer.Text)!["models"]!.AsArray().Single()!;
        model["meta_data"]!.ToJsonString().ShouldBe("""{"model_name":"m","version":"1.0.2","train_date":"2020-05-02T16:28:36.135Z"}""");
        ((string?)model["status"]).ShouldBe("IDLE");
        ((string?)model["request_format"]!["properties"]!["samples"]!["items"]!["items"]!["type"]).ShouldBe("number");
        model["response_format"]!["required"]!.ToJsonString().ShouldBe("""["preds","pred_probas"]""");
        model["problem"].ShouldBeNull();
    }

    [Theory]
    [InlineData(ServableState.New, "NOT_LOADED")]
    [InlineData(ServableState.Loading, "LOADING")]
    [InlineData(ServableState.Warming, "LOADING")]
    [InlineData(ServableState.Available, "IDLE")]
    [InlineData(ServableState.Failed, "NOT_LOADED")]
    [InlineData(ServableState.Ended, "NOT_LOADED")]
    public async Task States_have_the_protocol_s_words(ServableState state, string status)
    {
        _server.Serves(FakeCatalog.Servable("m", "1", state, "the reason"));
        var model = JsonNode.Parse((await _server.GetAsync("/meta")).Text)!["models"]![0]!;
        ((string?)model["status"]).ShouldBe(status);
        ((string?)model["problem"]).ShouldBe("the reason");
    }

    [Theory]
    [InlineData(0, 1, "PREDICTING")]
    [InlineData(3, 0, "PREDICTING")]
    [InlineData(0, 0, "IDLE")]
    public async Task A_model_with_requests_is_predicting(int waiting, int running, string status)
    {
        var vector = TypedModels.Vector("m");
        _server.Serves(vector);
        _server.Catalog.Counters[vector.Id] = new ServableStatistics { QueueDepth = waiting, RunsInProgress = running };
        ((string?)JsonNode.Parse((await _server.GetAsync("/meta")).Text)!["models"]![0]!["status"]).ShouldBe(status);
    }

    [Theory]
    [InlineData("/meta", "a 1,a 2.1,b 1")]
    [InlineData("/meta?model_name=a", "a 1,a 2.1")]
    [InlineData("/meta?model_name=a&version=2.x", "a 2.1")]
    [InlineData("/meta?version=1.x", "a 1,b 1")]
    public async Task Models_can_be_picked(string path, string expected)
    {
        _server.Serves(TypedModels.Vector("a", "1"), TypedModels.Vector("a", "2.1"), TypedModels.Vector("b", "1"));
        var models = JsonNode.Parse((await _server.GetAsync(path)).Text)!["models"]!.AsArray();
        string.Join(',', models.Select(model => $"{model!["meta_data"]!["model_name"]} {model["meta_data"]!["version"]}").Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("/meta?model_name=c")]
    [InlineData("/meta?model_name=a&version=7.x")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        _server.Serves(TypedModels.Vector("a", "1"));
        var answer = await _server.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        answer.Text.ShouldBe("""{"error_message":"Model or version is not found","available_models":[{"model_name":"a","version":"1"}]}""");
    }

    [Fact]
    public async Task Without_models_the_list_is_empty()
    {
        _server.Serves();
        (await _server.GetAsync("/meta")).Text.ShouldBe("""{"models":[]}""");
    }
}
