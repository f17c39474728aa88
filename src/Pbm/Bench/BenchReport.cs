using System.Text.Json.Nodes;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Bench;

/// <summary>Prints what a load run measured.</summary>
internal static class BenchReport
{
    private static readonly (string Name, double Part)[] Quantiles = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999), ("max", 1)];

    internal static void Print(Printer printer, LoadPlan plan, LoadResult result)
    {
        if (printer.IsJson)
        {
            printer.Json(JsonOf(plan, result));
            return;
        }

        printer.Line($"requests    {Units.Count(result.Requests)}, {Units.Figure(RateOf(result))}/s answered well");
        printer.Line($"failed      {Units.Count(result.Failed)}");
        foreach (var (outcome, count) in result.Outcomes.OrderByDescending(pair => pair.Value))
            printer.Line($"  {outcome,-8}  {Units.Count(count)}");
        if (result.Latencies.Count > 0)
            printer.Line($"latency     min {Text(result.Latencies.Min)}  {string.Join("  ", Quantiles.Select(one => $"{one.Name} {Text(result.Latencies.Quantile(one.Part)!.Value)}"))}");
        if (plan.Rate is { } rate && result.Requests < 0.99 * rate * plan.Duration.TotalSeconds)
            printer.Line("The rate was not reached: all senders were waiting for answers. Their waiting is in the latencies; --concurrency gives more of them.");
        if (result.Lateness > TimeSpan.FromMilliseconds(20))
            printer.Line($"This program itself was up to {Text(result.Lateness)} late: the machine is too busy for exact figures.");
    }

    private static double RateOf(LoadResult result) => (result.Requests - result.Failed) / result.Duration.TotalSeconds;

    private static string Text(TimeSpan latency) => Units.Milliseconds(latency.TotalMilliseconds);

    private static JsonObject JsonOf(LoadPlan plan, LoadResult result)
    {
        var latency = new JsonObject();
        if (result.Latencies.Count > 0)
        {
            latency["min"] = Rounded(result.Latencies.Min);
            foreach (var (name, part) in Quantiles)
                latency[name] = Rounded(result.Latencies.Quantile(part)!.Value);
        }

        return new JsonObject
        {
            ["senders"] = plan.Senders,
            ["rate"] = plan.Rate,
            ["duration_s"] = plan.Duration.TotalSeconds,
            ["requests"] = result.Requests,
            ["failed"] = result.Failed,
            ["per_second"] = Math.Round(RateOf(result), 1),
            ["latency_ms"] = latency,
            ["outcomes"] = new JsonObject(result.Outcomes.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["generator_late_ms"] = Rounded(result.Lateness),
        };
    }

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
