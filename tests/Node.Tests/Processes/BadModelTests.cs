using System.Net;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Bad files in a real node's repository: each has a reason that can be queried, none harms another model.</summary>
public sealed class BadModelTests
{
    [Theory]
    [InlineData("broken_truncated", "1")]
    [InlineData("broken_empty", "1")]
    [InlineData("broken_text", "1")]
    public async Task A_broken_file_fails_with_a_reason_and_others_serve(string model, string version)
    {
        using var folder = new TestFolder("iris", model);
        await using var node = await NodeProcess.StartAsync(folder);
        await node.UntilAsync(async () => (await node.Http.IndexAsync(model, version))?["reason"] is not null);
        await node.UntilAsync(async () => (await node.Http.InferAsync("iris", Inference.OneFlower)).Status == HttpStatusCode.OK);
        (await node.Http.GetAsync("/v2/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var (status, body) = await node.Http.InferAsync(model, Inference.OneFlower);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.Error().ShouldContain("failed to load");
    }

    [Fact]
    public async Task A_directory_without_a_model_and_a_bad_configuration_say_what_is_wrong()
    {
        using var folder = new TestFolder("iris", "half_plus_two");
        Directory.CreateDirectory(Path.Combine(folder.Models, "hollow"));
        folder.Write("half_plus_two/model.json", """{"queue_limt": 5}""");
        await using var node = await NodeProcess.StartAsync(folder);
        await node.UntilAsync(async () => (await node.Http.InferAsync("iris", Inference.OneFlower)).Status == HttpStatusCode.OK);
        node.Log.ShouldContain("queue_limt");
        node.Log.ShouldContain("queue_limit");
        node.Log.ShouldContain("hollow");
    }
}
