using ModelCluster.Node.Hosting;

namespace ModelCluster.Node.Probe;

/// <summary>What a process that tries files out is started with.</summary>
internal static class ProbeEnvironment
{
    private const string DotNet = "dotnet";

    /// <summary>The node's own program: as an executable, or as a library run by <c>dotnet</c>.</summary>
    internal static (string Program, IReadOnlyList<string> Arguments) OwnProgram()
    {
        var name = Path.Combine(AppContext.BaseDirectory, typeof(ProbeEnvironment).Assembly.GetName().Name!);
        var executable = OperatingSystem.IsWindows() ? name + ".exe" : name;
        if (File.Exists(executable))
            return (executable, []);
        return (Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == DotNet ? host : DotNet, [name + ".dll"]);
    }

    /// <summary>No settings, which may hold secrets; the rest makes the process start sooner and crash without ado.</summary>
    internal static void Prepare(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith(Settings.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)).ToList())
            environment.Remove(name);
        environment["DOTNET_TC_QuickJit"] = "1";
        environment["DOTNET_TieredPGO"] = "0";
        environment["DOTNET_gcConcurrent"] = "0";
        environment["DOTNET_DbgEnableMiniDump"] = "0";
        environment["DOTNET_EnableDiagnostics"] = "0";
    }
}
