using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>Many small models on one node, all loaded and all lazy: time to ready and memory for each model.</summary>
internal static class ManyModels
{
    public static void Run(Report report, Effort effort)
    {
        using var folder = new ModelFolder();
        folder.Add(Path.Combine(Paths.Demo, "half_plus_two", "1", "model.onnx"), "model_0", "1");
        double alone;
        using (var one = TestServers.Node(folder.Path))
            alone = one.ResidentMegabytes;

        for (var i = 1; i < effort.Models; i++)
            folder.Add(Path.Combine(Paths.Demo, "half_plus_two", "1", "model.onnx"), $"model_{i}", "1");
        Measure(report, folder, effort, "loaded", alone);

        for (var i = 0; i < effort.Models; i++)
            folder.Configure($"model_{i}", """{ "lazy": true }""");
        Measure(report, folder, effort, "lazy", alone);
    }

    private static void Measure(Report report, ModelFolder folder, Effort effort, string how, double alone)
    {
        using var node = TestServers.NodeUntilListening(folder.Path);
        var ready = node.Until("/v2/health/ready", static _ => true, everyMilliseconds: 20);
        var resident = node.ResidentMegabytes;
        var models = $"{effort.Models} models {how}";
        report.Add($"{models}: process start to listening", Report.Number(node.Listening.TotalMilliseconds, "ms"));
        report.Add($"{models}: from there to ready", Report.Number(ready.TotalMilliseconds, "ms"));
        report.Add(
            $"{models}: resident memory, compared with one model loaded",
            Report.Number(resident, "MB"),
            Report.Number(alone, "MB"),
            $"{(resident - alone) * 1000 / (effort.Models - 1):0} KB for each");
        var first = ClosedLoop.Run(node.Address, HttpMessage.Json($"/v2/models/model_{effort.Models - 1}/infer", "x", "[1]", [1f]), 1, TimeSpan.FromMilliseconds(200));
        if (first.Failures > 0)
            throw new InvalidDataException($"{first.Failures} requests were not answered with 200");
        report.Add($"{models}: slowest of the first requests to one of them", Report.Number(first.Microseconds[^1] / 1000, "ms"));
    }
}
