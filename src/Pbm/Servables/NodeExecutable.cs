using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Servables;

/// <summary>Finds the node's program.</summary>
internal static class NodeExecutable
{
    private const string Name = "modelcluster";

    /// <summary>The path of the program.</summary>
    /// <param name="given">What the command line says, or null.</param>
    internal static string Find(string? given)
    {
        if ((given ?? Environment.GetEnvironmentVariable("PBM_NODE")) is { Length: > 0 } named)
            return File.Exists(named) ? Path.GetFullPath(named) : throw new PbmException(ExitCode.WrongUsage, $"no such program: {named}");
        var file = OperatingSystem.IsWindows() ? $"{Name}.exe" : Name;
        var here = AppContext.BaseDirectory;
        string[] beside = [here, .. Built(here)];
        var inPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return beside.Concat(inPath).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new PbmException(ExitCode.WrongUsage, $"the node's program, {Name}, is neither beside pbm nor in PATH; name it with --node");
    }

    /// <summary>Where a build of this project puts it: artifacts/node beside artifacts/pbm, bin/Node/debug beside bin/Pbm/debug.</summary>
    private static IEnumerable<string> Built(string here) =>
        [Path.GetFullPath(Path.Combine(here, "..", "node")), Path.GetFullPath(Path.Combine(here, "..", "..", "Node", "debug"))];
}
