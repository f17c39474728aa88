using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>
/// Drops version after version of a model into the repository, waits until it is served, deletes the one before and waits
/// until that is gone; resident memory before and after.
/// </summary>
internal static class VersionSwaps
{
    /// <summary>Swaps before the figure that is compared with: after them most code is compiled and pools are filled.</summary>
    private const int WarmUp = 25;

    public static void Run(Report report, Effort effort)
    {
        Measure(report, effort, "half_plus_two", Path.Combine(Paths.Demo, "half_plus_two", "1", "model.onnx"));
        Measure(report, effort, "digits", Path.Combine(Paths.Demo, "digits", "2.0.0", "model.onnx"));
    }

    private static void Measure(Report report, Effort effort, string model, string file)
    {
        using var folder = new ModelFolder();
        folder.Add(file, model, "1");
        using var node = TestServers.Node(folder.Path, "--Repository:SettleMilliseconds", "20", "--Repository:ScanIntervalMilliseconds", "1000");
        var atStart = node.ResidentMegabytes;
        var before = 0.0;
        var times = new List<double>();
        for (var version = 2; version < 2 + WarmUp + effort.Swaps; version++)
        {
            if (version == 2 + WarmUp)
                before = node.ResidentMegabytes;
            folder.Add(file, model, $"{version}");
            times.Add(node.Until($"/v2/models/{model}/ready", static _ => true).TotalMilliseconds
                + node.Until($"/v2/models/{model}", body => body.Contains($"\"{version}\"", StringComparison.Ordinal)).TotalMilliseconds);
            folder.Remove(model, $"{version - 1}");
            node.Until($"/v2/models/{model}", body => !body.Contains($"\"{version - 1}\"", StringComparison.Ordinal));
        }

        var after = node.ResidentMegabytes;
        report.Add(
            $"{model}: resident memory after {effort.Swaps} more version swaps, compared with after the first {WarmUp}",
            Report.Number(after, "MB"),
            Report.Number(before, "MB"),
            $"{after / before:0.00}, at most 1.10");
        report.Add("the same, compared with the start, before anything was compiled", Report.Number(after, "MB"), Report.Number(atStart, "MB"), $"{after / atStart:0.00}");
        report.Add($"{model}: a file dropped in until its version serves", Report.Number(Median.Of(times), "ms"));
    }
}
