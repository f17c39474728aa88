using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Tests.Commands;

public sealed class BenchCommandTests
{
    private const string Document =
        """
        {"paths":{"/v2/models/iris/infer":{"post":{"requestBody":{"content":{"application/json":{"example":{"inputs":[1]}}}}}},
                  "/v2/models/iris/versions/2/infer":{"post":{"requestBody":{"content":{"application/json":{"examples":{"sample":{"$ref":"#/components/examples/two"}}}}}}},
                  "/v2/models/bare/infer":{"post":{}}},
         "components":{"examples":{"two":{"value":{"inputs":[2]}}}}}
        """;

    private readonly ConcurrentQueue<string> _bodies = new();

    [Fact]
    public async Task Sends_the_models_own_sample_and_measures()
    {
        await using var cluster = await StartAsync(_ => 200);
        var run = await cluster.RunAsync("bench", "--model", "iris", "--duration", "0.3", "--warm-up", "0", "--concurrency", "2", "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        _bodies.Distinct(StringComparer.Ordinal).ShouldBe(["""{"inputs":[1]}"""]);
        var result = JsonNode.Parse(run.Output)!;
        result["requests"]!.GetValue<int>().ShouldBe(_bodies.Count);
        result["failed"]!.GetValue<int>().ShouldBe(0);
        result["latency_ms"]!["p99"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(result["latency_ms"]!["p50"]!.GetValue<double>());
    }

    [Fact]
    public async Task In_an_open_loop_sends_as_many_as_the_rate_says()
    {
        await using var cluster = await StartAsync(_ => 200);
        var run = await cluster.RunAsync("bench", "--model", "iris", "--model-version", "2", "--duration", "0.5", "--warm-up", "0", "--rate", "40");
        run.Output.ShouldContain("requests    20, 40/s answered well");
        _bodies.ToList().ShouldBe(Enumerable.Repeat("""{"inputs":[2]}""", 20));
    }

    [Fact]
    public async Task Requests_that_fail_are_counted_by_status_and_fail_the_command()
    {
        await using var cluster = await StartAsync(count => count % 2 == 0 ? 429 : 200);
        var run = await cluster.RunAsync("bench", "--model", "iris", "--duration", "0.5", "--warm-up", "0", "--rate", "40", "--concurrency", "1", "--data", """{"mine":true}""");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldMatch("(?m)^  429 +10$");
        _bodies.Distinct(StringComparer.Ordinal).ShouldBe(["""{"mine":true}"""]);
    }

    [Theory]
    [InlineData("nobody", null, "describes no /v2/models/nobody/infer", 1)]
    [InlineData("bare", null, "has no sample", 1)]
    [InlineData("iris", "@/no/such/file", "/no/such/file cannot be read", 2)]
    public async Task Without_a_body_nothing_is_sent(string model, string? data, string expected, int exitCode)
    {
        await using var cluster = await StartAsync(_ => 200);
        var run = await cluster.RunAsync(["bench", "--model", model, .. data is null ? [] : new[] { "--data", data }]);
        run.Error.ShouldContain(expected);
        run.ExitCode.ShouldBe(exitCode);
        _bodies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_that_is_not_there_has_its_own_exit_code() =>
        (await PbmProcess.RunAsync("bench", "--model", "iris", "--host", "127.0.0.1:1")).ExitCode.ShouldBe(3);

    private Task<StubCluster> StartAsync(Func<int, int> status)
    {
        return StubCluster.StartAsync(("GET /openapi.json", _ => (200, Document)), ("POST /v2/models/iris/infer", Infer), ("POST /v2/models/iris/versions/2/infer", Infer));

        (int, string) Infer(string body)
        {
            _bodies.Enqueue(body);
            return (status(_bodies.Count), "{}");
        }
    }
}
