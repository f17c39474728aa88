using System.Text.Json;
using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>
/// The model <c>slow</c> takes about 20 ms a run whatever the batch: requests that come at a rate far beyond what single
/// runs can do are answered in time only if they share runs. The same model with batching turned off is the comparison.
/// </summary>
internal static class Batching
{
    private const int Connections = 256;
    private static readonly double[] Rates = [20, 200, 1000];

    public static void Run(Report report, Effort effort)
    {
        using var folder = new ModelFolder();
        var file = Path.Combine(Paths.Testing, "slow", "1", "model.onnx");
        folder.Add(file, "slow", "1");
        folder.Add(file, "slow_single", "1");
        folder.Configure("slow_single", """{ "max_batch_size": 1, "queue_limit": 64 }""");
        using var node = TestServers.Node(folder.Path);
        foreach (var rate in Rates)
        {
            var batched = Measure(node, "slow", rate, effort);
            var single = Measure(node, "slow_single", rate, effort);
            report.Add($"slow (20 ms a run), {rate} requests/s arrive, p50, compared with batching turned off", Latency(batched.Load.P50), Latency(single.Load.P50));
            report.Add("the same, p99", Latency(batched.Load.P99), Latency(single.Load.P99));
            report.Add("the same, refused", Refused(batched.Load), Refused(single.Load));
            report.Add("the same, requests per run", $"{batched.PerRun:0.0}", $"{single.PerRun:0.0}");
        }
    }

    private static (LoadResult Load, double PerRun) Measure(ServerProcess node, string model, double rate, Effort effort)
    {
        var request = HttpMessage.Json($"/v2/models/{model}/infer", "input", "[1,1]", [1f]);
        var before = Counts(node, model);
        var load = OpenLoop.Run(node.Address, request, Connections, rate, effort.Round * 2);
        var after = Counts(node, model);
        return (load, (double)(after.Requests - before.Requests) / Math.Max(1, after.Runs - before.Runs));
    }

    private static (long Requests, long Runs) Counts(ServerProcess node, string model)
    {
        using var connection = new HttpConnection(node.Address);
        connection.Exchange(HttpMessage.Get($"/v2/models/{model}/stats"), out var body);
        using var json = JsonDocument.Parse(body.ToArray());
        var stats = json.RootElement.GetProperty("model_stats")[0];
        return (stats.GetProperty("inference_count").GetInt64(), stats.GetProperty("execution_count").GetInt64());
    }

    private static string Latency(double microseconds) => Report.Number(microseconds / 1000, "ms");

    private static string Refused(LoadResult load) =>
        $"{100.0 * load.Failures / Math.Max(1, load.Failures + load.Microseconds.Length):0} %";
}
