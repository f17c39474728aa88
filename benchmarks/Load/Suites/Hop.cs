using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>The same small request to the node that holds the model and through one that does not, in turns.</summary>
internal static class Hop
{
    public static void Run(Report report, Effort effort)
    {
        using var folder = new ModelFolder();
        folder.Add(Path.Combine(Paths.Demo, "iris", "1", "model.onnx"), "iris", "1");
        using var cluster = new Cluster(folder.Path);
        cluster.Start("entry", "--Cluster:Roles=api");
        cluster.Start("holder", "--Cluster:Roles=worker");
        cluster.UntilServing("entry", "iris", 1);
        foreach (var connections in new[] { 1, 16 })
            Measure(report, effort, cluster, connections);
    }

    private static void Measure(Report report, Effort effort, Cluster cluster, int connections)
    {
        Take(cluster, "holder", connections, effort.WarmUp);
        Take(cluster, "entry", connections, effort.WarmUp);
        var direct = new List<Round>();
        var through = new List<Round>();
        for (var i = 0; i < effort.Rounds; i++)
        {
            if (i % 2 == 0)
                direct.Add(Take(cluster, "holder", connections, effort.Round));
            through.Add(Take(cluster, "entry", connections, effort.Round));
            if (i % 2 == 1)
                direct.Add(Take(cluster, "holder", connections, effort.Round));
        }

        var latency = Median.Of(through.Zip(direct, static (hop, none) => hop.P50 - none.P50));
        var processor = Median.Of(through.Zip(direct, static (hop, none) => hop.ProcessorMicroseconds - none.ProcessorMicroseconds));
        report.Add(
            $"iris, {connections} connection(s): p50 through another node, compared with direct",
            Report.Number(Median.Of(through.Select(static round => round.P50)), "µs"),
            Report.Number(Median.Of(direct.Select(static round => round.P50)), "µs"),
            $"+{latency:0} µs" + (connections == 1 ? ", at most 100" : ""));
        report.Add(
            "the same: processor time of both nodes for each request",
            Report.Number(Median.Of(through.Select(static round => round.ProcessorMicroseconds)), "µs"),
            Report.Number(Median.Of(direct.Select(static round => round.ProcessorMicroseconds)), "µs"),
            $"+{processor:0.0} µs, at most 15 for the hop; reading HTTP comes on top");
    }

    private static Round Take(Cluster cluster, string node, int connections, TimeSpan duration)
    {
        var before = cluster.ProcessorTime;
        var result = ClosedLoop.Run(cluster[node].Address, Iris.Request, connections, duration);
        if (result.Failures > 0)
            throw new InvalidDataException($"{result.Failures} requests were not answered with 200");
        return new Round(result.PerSecond, result.P50, result.P99, (cluster.ProcessorTime - before).TotalMicroseconds / result.Microseconds.Length, 0);
    }
}
