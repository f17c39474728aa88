namespace ModelCluster.Load.Servers;

/// <summary>Where things are in the repository.</summary>
internal static class Paths
{
    public static string Root { get; } = FindRoot();

    public static string Demo { get; } = Path.Combine(Root, "models", "repository");

    public static string Testing { get; } = Path.Combine(Root, "models", "testing");

    /// <summary>The node as <c>make build</c> makes it.</summary>
    public static string Node => Built("node", "modelcluster");

    /// <summary>A release build of one of the benchmarks' executables.</summary>
    public static string Executable(string project, string name) => Built("bin", project, "release", name);

    private static string Built(params string[] parts)
    {
        var path = Path.Combine([Root, "artifacts", .. parts]);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built; use benchmarks/run, which builds it first");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ModelCluster.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("run from a build inside the repository");
        return folder;
    }
}
