using System.Net;
using System.Net.Sockets;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Starting and stopping a real node.</summary>
public sealed class NodeLifeTests
{
    [Fact]
    public async Task A_terminated_node_answers_what_it_accepted_and_ends_well()
    {
        using var folder = new TestFolder("slow");
        folder.Write("slow/model.json", """{"instances":1,"max_batch_size":1}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var requests = Enumerable.Range(0, 20)
            .Select(i => node.Http.InferAsync("slow", $$$"""{"inputs":[{"name":"input","shape":[1,1],"datatype":"FP32","data":[{{{i}}}]}]}"""))
            .ToList();
        await node.UntilAsync(async () => (long)(await node.Http.GetJsonAsync("/v2/models/slow/stats"))["model_stats"]![0]!["inference_count"]! > 0);
        (await node.TerminateAsync()).ShouldBe(0);
        foreach (var (i, request) in requests.Index())
            (await request).Body.Floats()[0].ShouldBe(i);
    }

    [Fact]
    public async Task A_request_past_its_deadline_is_answered_while_the_session_is_busy()
    {
        using var folder = new TestFolder("slow");
        folder.Write("slow/model.json", """{"instances":1,"max_batch_size":1,"warm_up":{"runs":0},"smoke_test":{"samples":false}}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        const string Slow = """{"parameters":{"timeout":5000},"inputs":[{"name":"input","shape":[1,1],"datatype":"FP32","data":[1]}]}""";
        var (status, body) = await node.Http.InferAsync("slow", Slow);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.Error().ShouldBe("Request timeout expired");
    }

    [Theory]
    [InlineData("Http:Address is 'nowhere'", "--http", "nowhere")]
    [InlineData("no such setting: --colour", "--colour", "red")]
    [InlineData("--models needs a value", "--models")]
    [InlineData("Log:Format is 'xml'; text or json is allowed", "--log", "xml")]
    [InlineData("Serving:LoadingThreads is 0, but must be from 1 to 64", "--Serving:LoadingThreads=0")]
    [InlineData("Serving:LoadingThreads", "--Serving:LoadingThreads=many")]
    [InlineData("missing.json", "--config", "missing.json")]
    public async Task A_wrong_setting_ends_the_start_with_one_line_that_names_it(string text, params string[] args)
    {
        var (exitCode, output) = await NodeProcess.RunToEndAsync(args);
        exitCode.ShouldBe(2, output);
        output.ShouldContain(text);
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_busy_port_ends_the_start_with_a_line_that_says_what_to_do()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var folder = new TestFolder();
        var (exitCode, output) = await NodeProcess.RunToEndAsync("--models", folder.Models, "--http", listener.LocalEndpoint.ToString()!);
        exitCode.ShouldBe(1, output);
        output.ShouldContain("--http");
    }

    [Fact]
    public async Task The_environment_and_a_file_set_what_the_command_line_does_not()
    {
        using var folder = new TestFolder("iris");
        var file = Path.Combine(folder.Models, "..", "node.json");
        await File.WriteAllTextAsync(file, """{"Protocol":{"ServerName":"triton"}}""");
        await using var node = await NodeProcess.StartReadyAsync(folder, "--config", file);
        ((string?)(await node.Http.GetJsonAsync("/v2"))["name"]).ShouldBe("triton");
    }

    [Fact]
    public async Task Help_lists_every_setting_with_its_environment_variable()
    {
        var (exitCode, output) = await NodeProcess.RunToEndAsync("--help");
        exitCode.ShouldBe(0);
        output.ShouldContain("MODELCLUSTER__HTTP__ADDRESS");
        output.ShouldContain("--models");
    }
}
