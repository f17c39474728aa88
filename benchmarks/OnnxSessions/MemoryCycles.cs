using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.OnnxSessions;

/// <summary>
/// Loads and unloads a model a hundred times, and prints the process's resident memory along the way: after an unload
/// it should be where it was before the load.
/// </summary>
internal static class MemoryCycles
{
    private const int Cycles = 100;

    public static void Measure(IModelLoader loader, string path)
    {
        Console.WriteLine($"{path}, {new FileInfo(path).Length / 1024:N0} KiB: resident {ResidentKiB():N0} KiB before the first load");
        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            long loaded;
            using (loader.Load(new ServableId(ModelName.Parse("measured"), ModelVersion.Parse("1")), path, new SessionSettings()))
                loaded = ResidentKiB();
            if (cycle is 1 or 2 or 10 or Cycles)
                Console.WriteLine($"cycle {cycle,3}: loaded {loaded:N0} KiB, unloaded {ResidentKiB():N0} KiB");
        }
    }

    /// <summary>Resident memory of this process after a collection; Linux only.</summary>
    public static long ResidentKiB()
    {
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    public static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ModelCluster.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("run from inside the repository");
        return folder;
    }
}
