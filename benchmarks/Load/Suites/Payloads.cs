using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>Larger and other bodies, on the node alone: JSON against the binary tensor extension.</summary>
internal static class Payloads
{
    private const int BigElements = 150_528;

    public static void Run(Report report, Effort effort)
    {
        using var folder = new ModelFolder();
        folder.Add(Path.Combine(Paths.Demo, "digits", "2.0.0", "model.onnx"), "digits", "2.0.0");
        folder.Add(Path.Combine(Paths.Testing, "big_io", "1", "model.onnx"), "big_io", "1");
        using var node = TestServers.Node(folder.Path);
        var image = new float[64];
        for (var i = 0; i < image.Length; i++)
            image[i] = i % 17;
        var big = new float[BigElements];
        for (var i = 0; i < big.Length; i++)
            big[i] = i / 1024f;

        Compare(
            report, node, effort, "digits, 64 numbers, 16 connections: binary, compared with JSON", 16,
            HttpMessage.Json("/v2/models/digits/infer", "image", "[1,1,8,8]", image),
            HttpMessage.Binary("/v2/models/digits/infer", "image", "[1,1,8,8]", image));
        Compare(
            report, node, effort, "big_io, 588 KiB each way, 4 connections: binary, compared with JSON", 4,
            HttpMessage.Json("/v2/models/big_io/infer", "input", $"[1,{BigElements}]", big),
            HttpMessage.Binary("/v2/models/big_io/infer", "input", $"[1,{BigElements}]", big));
    }

    private static void Compare(Report report, ServerProcess node, Effort effort, string what, int connections, byte[] json, byte[] binary)
    {
        ClosedLoop.Run(node.Address, json, connections, effort.WarmUp / 2);
        ClosedLoop.Run(node.Address, binary, connections, effort.WarmUp / 2);
        var asJson = new List<LoadResult>();
        var asBinary = new List<LoadResult>();
        for (var i = 0; i < (effort.Rounds + 1) / 2; i++)
        {
            asJson.Add(ClosedLoop.Run(node.Address, json, connections, effort.Round));
            asBinary.Add(ClosedLoop.Run(node.Address, binary, connections, effort.Round));
        }

        var failures = asJson.Concat(asBinary).Sum(static result => result.Failures);
        if (failures > 0)
            throw new InvalidDataException($"{what}: {failures} requests were not answered with 200");
        var ratio = Median.Of(asJson.Zip(asBinary, static (left, right) => right.PerSecond / left.PerSecond));
        report.Add(what, Rate(asBinary), Rate(asJson), $"{ratio:0.0}");
        report.Add("the same, p50", P50(asBinary), P50(asJson));
    }

    private static string Rate(IEnumerable<LoadResult> rounds) => Report.Number(Median.Of(rounds.Select(round => round.PerSecond)), "/s");

    private static string P50(IEnumerable<LoadResult> rounds) => Report.Number(Median.Of(rounds.Select(round => round.P50)) / 1000, "ms");
}
