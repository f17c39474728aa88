using System.Net;
using ModelCluster.Node.Tests.Code;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Code that does harm to the process that loads it, in a real node's repository: the node never feels it.</summary>
public sealed class GuardedCodeTests
{
    private const string AllowCode = "--Repository:AllowCode=true";

    [Fact]
    public async Task Harmful_code_becomes_failed_versions_with_their_reasons_while_the_others_serve()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder, AllowCode, "--Probe:TimeoutSeconds=10");
        using var stop = new CancellationTokenSource();
        var client = Task.Run(async () =>
        {
            var served = 0;
            for (; !stop.IsCancellationRequested; served++)
                (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);
            return served;
        });

        Write(folder, "hangs", "1", TestAssembly.Servable("return default;", "public Tested() { while (true) Thread.Yield(); }"));
        Write(folder, "fails_fast", "1", TestAssembly.Servable("Environment.FailFast(\"the weights are gone\"); return default;"));
        Write(folder, "overflows", "1", TestAssembly.Servable("return new(Task.FromResult(Deeper(1)));", "private static int Deeper(int i) => i == 0 ? 0 : Deeper(i + 1) + 1;"));
        Write(folder, "doubles", "1", TestAssembly.Times(2));
        var failedFast = await ReasonAsync(node, "fails_fast");
        failedFast.ShouldContain("SIGABRT (abort) while it ran the model");
        failedFast.ShouldContain("the weights are gone");
        var overflowed = await ReasonAsync(node, "overflows");
        overflowed.ShouldContain("SIGABRT (abort) while it ran the model");
        overflowed.ShouldContain("Stack overflow");
        await node.UntilAsync(async () => (await node.Http.GetAsync("/v2/models/doubles/ready")).IsSuccessStatusCode); // although one hangs
        (await ReasonAsync(node, "hangs")).ShouldContain("not done after 10 s while it loaded the file");

        await stop.CancelAsync();
        (await client).ShouldBePositive();
        (await node.TerminateAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Harmful_code_leaves_the_good_version_serving_and_a_load_by_hand_tries_it_again()
    {
        using var folder = new TestFolder();
        Write(folder, "tested", "1", TestAssembly.Times(2));
        await using var node = await NodeProcess.StartReadyAsync(folder, AllowCode);
        Write(folder, "tested", "2", TestAssembly.Servable("Environment.FailFast(\"gone\"); return default;"));
        await node.UntilAsync(async () => ((string?)(await node.Http.IndexAsync("tested", "2"))?["reason"])?.Contains("SIGABRT", StringComparison.Ordinal) is true);
        (await node.Http.GetAsync("/v2/models/tested/versions/1/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var (status, body) = await node.Http.PostAsync("/v2/repository/models/tested/load", "");
        status.ShouldNotBe(HttpStatusCode.OK);
        body!.Error().ShouldContain("SIGABRT");
        (await node.Http.GetAsync("/v2/models/tested/versions/1/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Code_that_passed_is_known_after_a_restart_until_a_file_beside_it_changes()
    {
        using var folder = new TestFolder();
        Write(folder, "tested", "1", TestAssembly.Times(2));
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept(), AllowCode, "--log-level", "Debug"))
        {
            node.Log.ShouldContain("is tried out first");
            (await node.TerminateAsync()).ShouldBe(0);
        }

        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept(), AllowCode, "--log-level", "Debug"))
        {
            node.Log.ShouldNotContain("is tried out first");
            folder.Write("tested/1/words.txt", "new words");
            await node.UntilAsync(() => Task.FromResult(node.Log.Contains("is tried out first", StringComparison.Ordinal)));
        }
    }

    private static void Write(TestFolder folder, string model, string version, string source) =>
        TestAssembly.Write(Path.Combine(folder.Models, model, version), "Tested", source);

    private static async Task<string> ReasonAsync(NodeProcess node, string model)
    {
        var reason = "";
        await node.UntilAsync(async () => (reason = (string?)(await node.Http.IndexAsync(model, "1"))?["reason"] ?? "").Length > 0);
        return reason;
    }
}
