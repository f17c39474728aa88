namespace ModelCluster.Node.Repository;

/// <summary>Lists folders as a repository reads them: hidden and half-made entries do not count, links are followed.</summary>
internal static class Entries
{
    /// <summary>Folders and files by name. Throws what the system throws when the folder cannot be read.</summary>
    public static (List<DirectoryInfo> Folders, List<FileInfo> Files) Of(string folder)
    {
        var folders = new List<DirectoryInfo>();
        var files = new List<FileInfo>();
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (IsIgnored(entry.Name))
                continue;
            if (entry is DirectoryInfo directory)
                folders.Add(directory);
            else if (entry is FileInfo file)
                files.Add(file);
        }

        folders.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return (folders, files);
    }

    /// <summary>True for hidden files, and for what a copying program has not yet renamed into place.</summary>
    public static bool IsIgnored(string name) =>
        name.StartsWith('.') || name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a model file by its name.</summary>
    public static bool IsModelFile(this FileInfo file) => file.Extension.Equals(".onnx", StringComparison.OrdinalIgnoreCase);
}
