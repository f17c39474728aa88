using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Probe;

/// <summary>Finds the files that decide what an assembly does.</summary>
internal static class CodeFiles
{
    /// <summary>As deep as `dotnet publish` puts libraries: <c>runtimes/linux-x64/native</c>.</summary>
    private const int MaxDepth = 4;

    /// <summary>
    /// Full paths of all files beside an assembly, which are those whose change makes the node load it again, and of the libraries
    /// in folders below; by name.
    /// </summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    internal static IReadOnlyList<string> Beside(string path)
    {
        var full = Path.GetFullPath(path);
        var (folders, files) = Entries.Of(Path.GetDirectoryName(full)!);
        return
        [
            .. files.Select(file => file.FullName).Where(file => file != full),
            .. folders.SelectMany(folder => Libraries(folder, MaxDepth)),
        ];
    }

    private static IEnumerable<string> Libraries(DirectoryInfo folder, int depth)
    {
        var (folders, files) = Entries.Of(folder.FullName);
        var inner = depth > 1 ? folders.SelectMany(other => Libraries(other, depth - 1)) : [];
        return files.Where(IsLibrary).Select(file => file.FullName).Concat(inner);
    }

    /// <summary>Managed or native; <c>libx.so.1</c> too.</summary>
    private static bool IsLibrary(FileInfo file) =>
        file.Extension.ToUpperInvariant() is ".DLL" or ".SO" or ".DYLIB" || file.Name.Contains(".so.", StringComparison.Ordinal);
}
