using System.Net;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Versions come and go in the repository of a real node while clients ask.</summary>
public sealed class HotReloadTests
{
    private const string Question = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[12]}]}""";

    [Fact]
    public async Task No_request_fails_while_versions_are_dropped_in_and_deleted_ten_times()
    {
        using var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        await using var node = await NodeProcess.StartReadyAsync(folder, "--Repository:SettleMilliseconds=50");
        await using var load = SteadyLoad.Start(node, Question, "half_plus_two");
        for (var round = 0; round < 10; round++)
        {
            var (add, remove) = round % 2 == 0 ? ("2", "1") : ("1", "2");
            folder.AddVersion("half_plus_two", add);
            if (round % 2 == 0)
                await node.UntilAsync(async () => await VersionAsync(node) == add);
            folder.RemoveVersion("half_plus_two", remove);
            await node.UntilAsync(async () => await VersionAsync(node) == add);
        }

        var answers = await load.StopAsync();
        answers.Count.ShouldBeGreaterThan(20);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        answers.Select(answer => answer.Version!).ToHashSet(StringComparer.Ordinal).ShouldBe(["1", "2"], ignoreOrder: true);
        answers.ShouldAllBe(answer => answer.Value == (answer.Version == "1" ? 8 : 9));
    }

    [Fact]
    public async Task A_replaced_file_is_served_in_place_of_the_old_one()
    {
        using var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var newer = await File.ReadAllBytesAsync(Path.Combine(TestFolder.Source("half_plus_two"), "2", "model.onnx"));
        await File.WriteAllBytesAsync(Path.Combine(folder.Models, "half_plus_two", "1", "model.onnx"), newer);
        await node.UntilAsync(async () => (await node.Http.InferAsync("half_plus_two", Question)).Body.Floats()[0] == 9);
        (await VersionAsync(node)).ShouldBe("1");
    }

    [Fact]
    public async Task A_bad_new_version_leaves_the_old_one_serving_and_says_why()
    {
        using var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        folder.Write("half_plus_two/2/model.onnx", "this is not a model");
        await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("half_plus_two", "2"))?["reason"] is { Length: > 0 });
        (await VersionAsync(node)).ShouldBe("1");
        ((string?)(await node.Http.IndexAsync("half_plus_two", "2"))!["reason"])!.ShouldContain("not an ONNX model");
        var (status, body) = await node.Http.InferAsync("half_plus_two/versions/2", Question);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.Error().ShouldContain("not an ONNX model");
    }

    [Fact]
    public async Task A_version_that_fails_its_smoke_test_does_not_serve()
    {
        using var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        folder.Write("half_plus_two/samples/twelve.json", $$$"""{"versions":"3","request":{{{Question}}},"expected":{"outputs":[{"name":"y","shape":[1],"datatype":"FP32","data":[8]}]},"tolerance":0.001}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        folder.AddVersion("half_plus_two", "3");
        await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("half_plus_two", "3"))?["reason"] is { Length: > 0 });
        ((string?)(await node.Http.IndexAsync("half_plus_two", "3"))!["reason"])!.ShouldContain("twelve.json");
        (await VersionAsync(node)).ShouldBe("1");
    }

    [Fact]
    public async Task A_model_dropped_in_with_no_configuration_serves_and_ends_when_it_is_deleted()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        File.Copy(Path.Combine(TestFolder.Source("half_plus_two"), "1", "model.onnx"), Path.Combine(folder.Models, "dropped.onnx"));
        await node.UntilAsync(async () => (await node.Http.InferAsync("dropped", Question)).Status == HttpStatusCode.OK);
        File.Delete(Path.Combine(folder.Models, "dropped.onnx"));
        await node.UntilAsync(async () => (await node.Http.InferAsync("dropped", Question)).Status == HttpStatusCode.NotFound);
    }

    private static async Task<string?> VersionAsync(NodeProcess node) =>
        (string?)(await node.Http.InferAsync("half_plus_two", Question)).Body["model_version"];
}
