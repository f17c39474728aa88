namespace ModelCluster.Load.Servers;

/// <summary>Where things are in the repository.</summary>
internal static class Paths
{
    public static string Root { get; } = FindRoot();

    public static string Demo { get; } = Path.Combine(Root, "models", "repository");

    public static string Testing { get; } = Path.Combine(Root, "models", "testing");

    /// <summary>A release build of one of our executables.</summary>
    public static string Executable(string project, string name)
    {
        var path = Path.Combine(Root, "artifacts", "bin", project, "release", name);
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
