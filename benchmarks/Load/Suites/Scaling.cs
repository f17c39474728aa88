using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>
/// Throughput of a model that takes time but no processor on one, two and four nodes with a replica each, all requests through
/// the first: what the cluster itself costs.
/// </summary>
internal static class Scaling
{
    public static void Run(Report report, Effort effort)
    {
        var perSecond = new Dictionary<int, double>();
        foreach (var nodes in new[] { 1, 2, 4 })
        {
            using var folder = Sleeper.Folder(replicas: nodes);
            using var cluster = new Cluster(folder.Path, "--Repository:AllowCode=true");
            for (var i = 1; i <= nodes; i++)
                cluster.Start($"n{i}");
            cluster.UntilServing("n1", "sleeper", nodes);
            var connections = nodes * Sleeper.PerSecond / 50 * 2; // one in work and one waiting for each instance
            ClosedLoop.Run(cluster["n1"].Address, Sleeper.Request, connections, effort.WarmUp);
            var rounds = new List<LoadResult>();
            for (var i = 0; i < effort.Rounds; i++)
                rounds.Add(ClosedLoop.Run(cluster["n1"].Address, Sleeper.Request, connections, effort.Round));
            perSecond[nodes] = Median.Of(rounds.Select(static round => round.PerSecond));
            report.Add(
                $"20 ms model, {nodes} node(s), {connections} connections to one of them",
                Report.Number(perSecond[nodes], "requests/s"),
                Report.Number(nodes * Sleeper.PerSecond, "requests/s in theory"),
                $"{perSecond[nodes] / (nodes * perSecond[1]):0.000} of linear, at least 0.98; failed: {rounds.Sum(static round => round.Failures)}");
        }
    }
}
