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
        using var node = TestServers.Node(Paths.Demo);
        using var baseline = TestServers.Baseline();
        CheckAnswers(node, baseline);
        ClosedLoop.Run(node.Address, Iris.Request, 16, effort.WarmUp);
        ClosedLoop.Run(baseline.Address, Iris.Request, 16, effort.WarmUp);

        var many = SideBySide.Measure(node, baseline, effort, connections: 16);
        report.Add("iris, small JSON, 16 connections", Rate(many.Node), Rate(many.Baseline), many.RatioOf(static round => round.PerSecond, "at least 1"));
        report.Add(
            "the same, server's processor time for one request", Cost(many.Node), Cost(many.Baseline), many.RatioOf(static round => round.ProcessorMicroseconds, "at most 1"));

        var one = SideBySide.Measure(node, baseline, effort, connections: 1);
        report.Add("iris, 1 connection, p50", P50(one.Node), P50(one.Baseline), one.RatioOf(static round => round.P50));
        report.Add("iris, 1 connection, p99", P99(one.Node), P99(one.Baseline), one.RatioOf(static round => round.P99));
    }

    private static string Rate(IEnumerable<Round> rounds) => Report.Number(Median.Of(rounds.Select(round => round.PerSecond)), "/s");

    private static string Cost(IEnumerable<Round> rounds) => Report.Number(Median.Of(rounds.Select(round => round.ProcessorMicroseconds)), "µs");

    private static string P50(IEnumerable<Round> rounds) => Report.Number(Median.Of(rounds.Select(round => round.P50)), "µs");

    private static string P99(IEnumerable<Round> rounds) => Report.Number(Median.Of(rounds.Select(round => round.P99)), "µs");

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
