using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>From process start to listening, from there to ready, and resident memory then, with the demo models.</summary>
internal static class StartUp
{
    public static void Run(Report report, Effort effort)
    {
        var listening = new List<double>();
        var baseline = new List<double>();
        var ready = new List<double>();
        var resident = new List<double>();
        for (var i = 0; i < effort.Starts; i++)
        {
            using (var node = TestServers.NodeUntilListening(Paths.Demo))
            {
                listening.Add(node.Listening.TotalMilliseconds);
                ready.Add(node.Listening.TotalMilliseconds + node.Until("/v2/health/ready", static _ => true).TotalMilliseconds);
                resident.Add(node.ResidentMegabytes);
            }

            using (var plain = TestServers.Baseline())
                baseline.Add(plain.Listening.TotalMilliseconds);
        }

        report.Add("process start to listening, compared with the baseline's", Report.Number(Median.Of(listening), "ms"), Report.Number(Median.Of(baseline), "ms"), "at most 400 ms");
        report.Add("process start to ready, 6 demo models", Report.Number(Median.Of(ready), "ms"));
        report.Add("resident memory when ready", Report.Number(Median.Of(resident), "MB"), "", "at most 150 MB");
    }
}
