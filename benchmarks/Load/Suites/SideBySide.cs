using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>One round of load on one server.</summary>
internal sealed record Round(double PerSecond, double P50, double P99, double ProcessorMicroseconds);

/// <summary>Rounds of two servers, taken in turns; each pair was measured next to each other.</summary>
internal sealed record SideBySide(IReadOnlyList<Round> Node, IReadOnlyList<Round> Baseline)
{
    public static SideBySide Measure(ServerProcess node, ServerProcess baseline, Effort effort, int connections)
    {
        var ours = new List<Round>();
        var theirs = new List<Round>();
        for (var i = 0; i < effort.Rounds; i++)
        {
            if (i % 2 == 0)
                ours.Add(Take(node, effort, connections));
            theirs.Add(Take(baseline, effort, connections));
            if (i % 2 == 1)
                ours.Add(Take(node, effort, connections));
        }

        return new SideBySide(ours, theirs);
    }

    /// <summary>Node to baseline: the median of the rounds' ratios, and their range.</summary>
    public string RatioOf(Func<Round, double> figure, string target = "")
    {
        var ratios = Node.Zip(Baseline, (node, baseline) => figure(node) / figure(baseline)).Order().ToArray();
        var text = $"{Median.Of(ratios):0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})";
        return target.Length > 0 ? $"{text}, {target}" : text;
    }

    private static Round Take(ServerProcess server, Effort effort, int connections)
    {
        var before = server.ProcessorTime;
        var result = ClosedLoop.Run(server.Address, Iris.Request, connections, effort.Round);
        if (result.Failures > 0)
            throw new InvalidDataException($"{result.Failures} requests were not answered with 200");
        var cost = (server.ProcessorTime - before).TotalMicroseconds / result.Microseconds.Length;
        return new Round(result.PerSecond, result.P50, result.P99, cost);
    }
}
