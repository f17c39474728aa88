namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>Paths of files within an artefact's folder, as they go from node to node: none leads out of it. Stateless.</summary>
internal static class ContainedPath
{
    private const int MaxLength = 1024;
    private const int MaxLinks = 40;

    /// <summary>True for a relative path with '/', of names that are neither empty nor '.' nor '..'.</summary>
    internal static bool IsSafe(string path) =>
        path.Length is > 0 and <= MaxLength && path.Split('/').All(static name => name is not ("" or "." or "..") && !name.Any(static c => c is '\\' or ':' || char.IsControl(c)));

    /// <summary>The file that a path means, links followed; null if it lies, or leads, out of the folder.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be looked at.</exception>
    internal static string? Resolve(string folder, string path)
    {
        if (!IsSafe(path))
            return null;
        var real = Real(Path.Combine(folder, path));
        return real.StartsWith(Path.TrimEndingDirectorySeparator(Real(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? real : null;
    }

    /// <summary>A path without links in any of its parts.</summary>
    private static string Real(string path)
    {
        var links = 0;
        var rest = new Stack<string>();
        Push(rest, Path.GetFullPath(path));
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        while (rest.TryPop(out var name))
        {
            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
                throw new IOException($"{path} leads through too many links");
            Push(rest, Path.GetFullPath(target, real));
            real = Path.GetPathRoot(real)!;
        }

        return real;
    }

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var name in path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            rest.Push(name);
    }
}
