using System.Net;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Loading and unloading a real node's models on request.</summary>
public sealed class RepositoryControlTests
{
    private const string Question = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[12]}]}""";

    [Fact]
    public async Task An_unloaded_model_stays_away_until_it_is_loaded_again()
    {
        using var folder = new TestFolder("iris", "half_plus_two");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        (await node.Http.PostAsync("/v2/repository/models/iris/unload", "")).Status.ShouldBe(HttpStatusCode.OK);
        (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldNotBe(HttpStatusCode.OK);
        (await node.Http.GetAsync("/v2/models/iris/ready")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await node.Http.PostAsync("/v2/repository/models/iris/load", "")).Status.ShouldBe(HttpStatusCode.OK);
        (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_load_with_configuration_changes_what_is_served_until_the_next_load()
    {
        using var folder = new TestFolder("half_plus_two");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var (status, _) = await node.Http.PostAsync(
            "/v2/repository/models/half_plus_two/load", """{"parameters":{"config":"{\"version_policy\":\"specific(1)\",\"max_batch_size\":\"16\"}"}}""");
        status.ShouldBe(HttpStatusCode.OK);
        ((string?)(await node.Http.InferAsync("half_plus_two", Question)).Body["model_version"]).ShouldBe("1");
        ((int)(await node.Http.GetJsonAsync("/v2/models/half_plus_two/config"))["max_batch_size"]!).ShouldBe(16);
        await node.Http.PostAsync("/v2/repository/models/half_plus_two/load", "");
        ((string?)(await node.Http.InferAsync("half_plus_two", Question)).Body["model_version"]).ShouldBe("3");
    }

    [Fact]
    public async Task A_load_with_configuration_counts_although_the_file_in_the_repository_is_bad()
    {
        using var folder = new TestFolder("half_plus_two");
        folder.Write("half_plus_two/model.json", """{"queue_limit":"few"}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        (await node.Http.PostAsync("/v2/repository/models/half_plus_two/load", "")).Body!.Error().ShouldContain("few");
        (await node.Http.PostAsync("/v2/repository/models/half_plus_two/load", """{"parameters":{"config":"{\"queue_limit\":5}"}}""")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_model_uploaded_with_a_load_request_is_served()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var file = Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(TestFolder.Source("half_plus_two"), "2", "model.onnx")));
        var (status, body) = await node.Http.PostAsync(
            "/v2/repository/models/uploaded/load", $$$"""{"parameters":{"config":"{}","file:7/model.onnx":"{{{file}}}"}}""");
        status.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
        var (_, answer) = await node.Http.InferAsync("uploaded", Question);
        ((string?)answer["model_version"]).ShouldBe("7");
        answer.Floats()[0].ShouldBe(9);
    }

    [Fact]
    public async Task A_failed_load_says_why_and_a_bad_configuration_changes_nothing()
    {
        using var folder = new TestFolder("half_plus_two");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var (unknown, unknownBody) = await node.Http.PostAsync("/v2/repository/models/nobody/load", "");
        unknown.ShouldNotBe(HttpStatusCode.OK);
        unknownBody!.Error().ShouldContain("failed to load");
        var (wrong, wrongBody) = await node.Http.PostAsync(
            "/v2/repository/models/half_plus_two/load", """{"parameters":{"config":"{\"queue_limit\":0}"}}""");
        wrong.ShouldBe(HttpStatusCode.BadRequest);
        wrongBody!.Error().ShouldContain("queue_limit");
        (await node.Http.InferAsync("half_plus_two", Question)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_lazy_model_is_loaded_by_its_first_request()
    {
        using var folder = new TestFolder("half_plus_two");
        folder.Write("half_plus_two/model.json", """{"lazy":true}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        (await node.Http.GetAsync("/v2/models/half_plus_two/ready")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await node.Http.InferAsync("half_plus_two", Question)).Status.ShouldBe(HttpStatusCode.OK);
        (await node.Http.GetAsync("/v2/models/half_plus_two/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
