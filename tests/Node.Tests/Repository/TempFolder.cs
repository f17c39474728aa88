namespace ModelCluster.Node.Tests.Repository;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    /// <summary>Long before the clock of any test, so that a file counts as settled.</summary>
    public static readonly DateTime LongAgo = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string Root { get; } = Directory.CreateTempSubdirectory("modelcluster-").FullName;

    public string At(string path) => Path.Combine(Root, path);

    public string Write(string path, string content = "x", DateTime? changed = null)
    {
        var full = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        File.SetLastWriteTimeUtc(full, changed ?? LongAgo);
        return full;
    }

    public string Make(string path)
    {
        var full = Directory.CreateDirectory(At(path)).FullName;
        Directory.SetLastWriteTimeUtc(full, LongAgo);
        return full;
    }

    public void Delete(string path)
    {
        if (Directory.Exists(At(path)))
            Directory.Delete(At(path), recursive: true);
        else
            File.Delete(At(path));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
