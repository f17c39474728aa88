using System.Net;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Files that do harm to the process that loads them, in a real node's repository: the node never feels it.</summary>
public sealed class GuardedLoadTests
{
    private const long MaxGrowth = 96L << 20;

    [Fact]
    public async Task Harmful_files_become_failed_versions_with_their_reasons_while_the_others_serve()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder, "--Probe:TimeoutSeconds=10");
        await AnswersAsync(node, times: 200);
        var before = ProbeChildren.ResidentBytes(node.Id);
        using var stop = new CancellationTokenSource();
        var clients = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await AnswersAsync(node, times: 1);
        });

        foreach (var model in (string[])["overflows_the_stack", "never_returns", "asks_for_64_gib"])
            folder.Add(model);
        (await ReasonAsync(node, "overflows_the_stack")).ShouldContain("SIGSEGV");
        (await ReasonAsync(node, "asks_for_64_gib")).ShouldContain("more memory than the 1,024 MiB");
        (await ReasonAsync(node, "never_returns")).ShouldContain("not done after 10 s while it ran the model");
        await stop.CancelAsync();
        await clients;

        (ProbeChildren.ResidentBytes(node.Id) - before).ShouldBeLessThan(MaxGrowth, node.Log);
        var (status, body) = await node.Http.InferAsync("never_returns", Inference.OneFlower);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.Error().ShouldContain("not done after 10 s");
        (await node.TerminateAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_harmful_version_leaves_the_good_one_serving_and_a_load_by_hand_tries_it_again()
    {
        using var folder = new TestFolder();
        folder.AddVersion("half_plus_two", "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var harmful = Path.Combine(folder.Models, "half_plus_two", "2", "model.onnx");
        Directory.CreateDirectory(Path.GetDirectoryName(harmful)!);
        File.Copy(Path.Combine(TestFolder.Source("overflows_the_stack"), "1", "model.onnx"), harmful);
        await node.UntilAsync(async () => ((string?)(await node.Http.IndexAsync("half_plus_two", "2"))?["reason"])?.Contains("SIGSEGV", StringComparison.Ordinal) is true);
        (await node.Http.GetAsync("/v2/models/half_plus_two/versions/1/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var (status, body) = await node.Http.PostAsync("/v2/repository/models/half_plus_two/load", "");
        status.ShouldNotBe(HttpStatusCode.OK);
        body!.Error().ShouldContain("SIGSEGV");
        (await node.Http.GetAsync("/v2/models/half_plus_two/versions/1/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_killed_node_takes_the_process_that_tries_a_file_out_with_it()
    {
        using var folder = new TestFolder("never_returns");
        await using var node = await NodeProcess.StartAsync(folder);
        var child = 0;
        await node.UntilAsync(() => Task.FromResult((child = ProbeChildren.Of(node.Id).FirstOrDefault()) > 0));
        node.Kill();
        await node.UntilAsync(() => Task.FromResult(!ProbeChildren.IsProbe(child)));
    }

    [Fact]
    public async Task A_version_that_is_taken_away_while_it_is_tried_out_is_let_go()
    {
        using var folder = new TestFolder("iris", "never_returns");
        await using var node = await NodeProcess.StartAsync(folder);
        await node.UntilAsync(() => Task.FromResult(ProbeChildren.Of(node.Id).Any()));
        await node.UntilAsync(async () => (await node.Http.InferAsync("iris", Inference.OneFlower)).Status == HttpStatusCode.OK);
        Directory.Delete(Path.Combine(folder.Models, "never_returns"), recursive: true);
        await node.UntilAsync(async () => await node.Http.IndexAsync("never_returns") is null);
        await node.UntilAsync(() => Task.FromResult(!ProbeChildren.Of(node.Id).Any()));
    }

    [Fact]
    public async Task A_file_that_passed_is_known_after_a_restart_and_under_another_name()
    {
        using var folder = new TestFolder("iris");
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept(), "--log-level", "Debug"))
        {
            node.Log.ShouldContain("is tried out first");
            (await node.TerminateAsync()).ShouldBe(0);
        }

        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept(), "--log-level", "Debug"))
        {
            var model = Path.Combine(folder.Models, "copy", "7", "model.onnx");
            Directory.CreateDirectory(Path.GetDirectoryName(model)!);
            File.Copy(Path.Combine(folder.Models, "iris", "1", "model.onnx"), model);
            await node.UntilAsync(async () => (await node.Http.GetAsync("/v2/models/copy/versions/7/ready")).IsSuccessStatusCode);
            node.Log.ShouldNotContain("is tried out first");
        }
    }

    private static async Task AnswersAsync(NodeProcess node, int times)
    {
        for (var i = 0; i < times; i++)
            (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> ReasonAsync(NodeProcess node, string model)
    {
        var reason = "";
        await node.UntilAsync(async () => (reason = (string?)(await node.Http.IndexAsync(model, "1"))?["reason"] ?? "").Length > 0);
        return reason;
    }
}
