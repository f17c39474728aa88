using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// Finds ONNX Runtime's native library. The copy that came with the node wins over one installed system-wide, whose
/// version could be any; so this takes the place of the runtime's own search, which is the other way round.
/// </summary>
internal static class OnnxLibrary
{
    private const string Name = "onnxruntime";

    private static nint Handle;

    /// <summary>The file that came with the node; null when it had to be left to the system's search.</summary>
    public static string? Path { get; private set; }

    /// <summary>Takes over the search. Called once, before anything else of ONNX Runtime is touched.</summary>
    public static void TakeOverSearch() => NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, Resolve);

    /// <summary>The address of an exported function of the library that was loaded.</summary>
    public static nint Export(string function) => NativeLibrary.GetExport(Handle, function);

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? search)
    {
        if (!string.Equals(library, Name, StringComparison.Ordinal))
            return 0;
        if (Handle != 0)
            return Handle;
        foreach (var path in Candidates())
        {
            if (!File.Exists(path))
                continue;
            Handle = NativeLibrary.Load(path);
            Path = path;
            return Handle;
        }

        return Handle = NativeLibrary.Load(library, assembly, search);
    }

    private static IEnumerable<string> Candidates()
    {
        var file = OperatingSystem.IsWindows() ? $"{Name}.dll" : OperatingSystem.IsMacOS() ? $"lib{Name}.dylib" : $"lib{Name}.so";
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        yield return System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", $"{system}-{architecture}", "native", file);
        yield return System.IO.Path.Combine(AppContext.BaseDirectory, file);
    }
}
