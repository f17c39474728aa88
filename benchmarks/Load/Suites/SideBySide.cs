using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>One round of load on one server.</summary>
internal sealed record Round(double PerSecond, double P50, double P99, double ProcessorMicroseconds, double AllocatedBytes);

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

    /// <summary>Adds the medians of one figure, the median of the rounds' ratios, node to baseline, and their range.</summary>
    public void AddTo(Report report, string what, string unit, Func<Round, double> figure, string target = "")
    {
        var ratios = Node.Zip(Baseline, (node, baseline) => figure(node) / figure(baseline)).Order().ToArray();
        var verdict = $"{Median.Of(ratios):0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})";
        report.Add(
            what,
            Report.Number(Median.Of(Node.Select(figure)), unit),
            Report.Number(Median.Of(Baseline.Select(figure)), unit),
            target.Length > 0 ? $"{verdict}, {target}" : verdict);
    }

    private static Round Take(ServerProcess server, Effort effort, int connections)
    {
        var processorBefore = server.ProcessorTime;
        var allocatedBefore = server.AllocatedBytes;
        var result = ClosedLoop.Run(server.Address, Iris.Request, connections, effort.Round);
        if (result.Failures > 0)
            throw new InvalidDataException($"{result.Failures} requests were not answered with 200");
        double requests = result.Microseconds.Length;
        return new Round(
            result.PerSecond,
            result.P50,
            result.P99,
            (server.ProcessorTime - processorBefore).TotalMicroseconds / requests,
            (server.AllocatedBytes - allocatedBefore) / requests);
    }
}
