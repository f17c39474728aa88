using System.Diagnostics;
using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>A third node joins; three nodes have nothing to do; the only replica's node is killed.</summary>
internal static class ClusterLife
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public static void Run(Report report, Effort effort)
    {
        using var folder = new ModelFolder();
        folder.Add(Path.Combine(Paths.Demo, "iris", "1", "model.onnx"), "iris", "1");
        using var cluster = new Cluster(folder.Path);
        cluster.Start("n1", "--Cluster:Roles=api");
        cluster.Start("n2");
        cluster.UntilServing("n1", "iris", 1);
        Join(report, effort, cluster);
        Idle(report, effort, cluster);
        Recover(report, effort, cluster);
    }

    private static void Join(Report report, Effort effort, Cluster cluster)
    {
        var joined = new List<double>();
        var answers = new List<double>();
        for (var i = 0; i < effort.Starts; i++)
        {
            if (i > 0)
            {
                cluster.Kill("n3");
                cluster["n1"].Until("/v2/cluster", static body => !body.Contains("\"node\":\"n3\"", StringComparison.Ordinal));
            }

            var began = Stopwatch.GetTimestamp();
            cluster.Start("n3");
            cluster["n1"].Until("/v2/cluster", static body => body.Contains("\"node\":\"n3\"", StringComparison.Ordinal));
            joined.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            cluster["n3"].Until("/v2/models/iris/ready", static _ => true);
            answers.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        report.Add("third node: process start to member, as another node sees it", Report.Number(Median.Of(joined), "ms"), "", "at most 1,000 ms");
        report.Add("third node: process start to answering for a model", Report.Number(Median.Of(answers), "ms"));
    }

    private static void Idle(Report report, Effort effort, Cluster cluster)
    {
        Thread.Sleep(Settling);
        var (before, began) = (cluster.ProcessorTime, Stopwatch.GetTimestamp());
        Thread.Sleep(effort.Idle);
        var share = (cluster.ProcessorTime - before) / Stopwatch.GetElapsedTime(began);
        report.Add("three idle nodes and their lighthouse: of one core", Report.Number(share * 100, "%"), "", "at most 1 %");
        report.Add("resident memory of an idle node", Report.Number(cluster["n1"].ResidentMegabytes, "MB"));
    }

    private static void Recover(Report report, Effort effort, Cluster cluster)
    {
        var slowest = new List<double>();
        for (var i = 0; i < effort.Starts; i++)
        {
            var holder = IsOn(cluster, "n2") ? "n2" : "n3";
            ClosedLoop.Run(cluster["n1"].Address, Iris.Request, 1, effort.Round);
            cluster.Kill(holder);
            var result = ClosedLoop.Run(cluster["n1"].Address, Iris.Request, 1, effort.Round);
            if (result.Failures > 0)
                throw new InvalidDataException($"{result.Failures} requests were not answered with 200");
            slowest.Add(result.Microseconds[^1] / 1000);
            cluster.Start(holder);
            cluster["n1"].Until($"/v2/cluster/load?node={holder}", body => !body.Contains("\"unanswered\":[{", StringComparison.Ordinal)); // linked: it can take over next
            cluster.UntilServing("n1", "iris", 1);
        }

        report.Add("the only replica's node is killed: the longest request (iris, loaded elsewhere meanwhile)", Report.Number(Median.Of(slowest), "ms"), "", "at most 1 s and the load");
    }

    private static bool IsOn(Cluster cluster, string node)
    {
        var isThere = false;
        cluster["n1"].Until("/v2/cluster/placements?model=iris", body =>
        {
            isThere = body.Contains($"\"node\":\"{node}\"", StringComparison.Ordinal);
            return body.Contains("\"state\":\"available\"", StringComparison.Ordinal);
        });
        return isThere;
    }
}
