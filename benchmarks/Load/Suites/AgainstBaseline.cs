using System.Text.Json;
using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>
/// The node and the plain minimal API, both running, get the same small JSON request in turns: node, baseline, baseline,
/// node and so on, so that whatever else the machine does meets both alike. The ratio is the median of the rounds' own.
/// </summary>
internal static class AgainstBaseline
{
    public static void Run(Report report, Effort effort)
    {
        using var node = TestServers.NodeWithProbe();
        using var baseline = TestServers.Baseline(withProbe: true);
        CheckAnswers(node, baseline);
        ClosedLoop.Run(node.Address, Iris.Request, 16, effort.WarmUp);
        ClosedLoop.Run(baseline.Address, Iris.Request, 16, effort.WarmUp);

        var many = SideBySide.Measure(node, baseline, effort, connections: 16);
        many.AddTo(report, "iris, small JSON, 16 connections, compared with the baseline", "/s", static round => round.PerSecond, "at least 1");
        many.AddTo(report, "the same, server's processor time for one request", "µs", static round => round.ProcessorMicroseconds, "at most 1");
        many.AddTo(report, "the same, bytes allocated for one request", "B", static round => round.AllocatedBytes, "at most 1");

        var one = SideBySide.Measure(node, baseline, effort, connections: 1);
        one.AddTo(report, "iris, 1 connection, p50", "µs", static round => round.P50);
        one.AddTo(report, "iris, 1 connection, p99", "µs", static round => round.P99);
    }

    /// <summary>A comparison is only one if both do the same work.</summary>
    private static void CheckAnswers(ServerProcess node, ServerProcess baseline)
    {
        var ours = Probabilities(node);
        var theirs = Probabilities(baseline);
        if (ours.Length != 3 || !ours.Zip(theirs).All(static pair => Math.Abs(pair.First - pair.Second) < 1e-6))
            throw new InvalidDataException($"the servers disagree: [{string.Join(", ", ours)}] and [{string.Join(", ", theirs)}]");
    }

    private static double[] Probabilities(ServerProcess server)
    {
        using var http = new HttpClient();
        using var body = new StringContent("""{"inputs":[{"name":"features","shape":[1,4],"datatype":"FP32","data":[5.1,3.4,1.5,0.2]}]}""");
        body.Headers.ContentType = new("application/json");
        using var answer = http.PostAsync(new Uri($"http://{server.Address}/v2/models/iris/infer"), body).GetAwaiter().GetResult();
        using var json = JsonDocument.Parse(answer.EnsureSuccessStatusCode().Content.ReadAsStream());
        return [.. json.RootElement.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(static number => number.GetDouble())];
    }
}
