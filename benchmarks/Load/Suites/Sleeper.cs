using ModelCluster.Load.Driving;
using ModelCluster.Load.Servers;

namespace ModelCluster.Load.Suites;

/// <summary>The model of tests/Sleeper: 20 ms of time a run and none of the processor.</summary>
internal static class Sleeper
{
    /// <summary>What a replica of eight instances can answer in a second.</summary>
    public const int PerSecond = Instances * 50;

    private const int Instances = 8;

    public static byte[] Request { get; } = HttpMessage.Json("/v2/models/sleeper/infer", "x", "[1]", [1f]);

    public static ModelFolder Folder(int replicas)
    {
        var folder = new ModelFolder();
        var version = Directory.CreateDirectory(Path.Combine(folder.Path, "sleeper", "1")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Paths.Root, "artifacts", "test-models", "sleeper", "1")))
            File.Copy(file, Path.Combine(version, Path.GetFileName(file)));
        folder.Configure("sleeper", $$"""{ "max_batch_size": 1, "instances": {{Instances}}, "replicas": {{replicas}} }""");
        return folder;
    }
}
