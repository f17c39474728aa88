namespace ModelCluster.Node.Repository.Amms;

/// <summary><c>modelcluster --check-servables FILE [--servables CURRENT]</c>: says whether a file is right, and what it would change.</summary>
internal static class ServablesCheck
{
    /// <summary>The exit code: 0 for a file that is right, 2 for one that is not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="currentPath">The file to compare it with; null for none.</param>
    /// <param name="output">Takes what it says.</param>
    /// <param name="error">Takes what is wrong.</param>
    public static int Run(string path, string? currentPath, TextWriter output, TextWriter error)
    {
        if (Read(path, error) is not { } configuration)
            return 2;
        ServablesConfiguration? current = null;
        if (currentPath is not null && (current = Read(currentPath, error)) is null)
            return 2;
        output.WriteLine($"{path} is right: {configuration.Entries.Count} {(configuration.Entries.Count == 1 ? "entry" : "entries")}");
        var changes = configuration.ChangesFrom(current);
        foreach (var line in changes)
            output.WriteLine(line);
        if (changes.Count == 0)
            output.WriteLine("it changes nothing");
        return 0;
    }

    private static ServablesConfiguration? Read(string path, TextWriter error)
    {
        try
        {
            var (configuration, errors) = ServablesReader.Read(File.ReadAllBytes(path), path);
            foreach (var line in errors)
                error.WriteLine(line);
            return configuration;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{path} cannot be read: {e.Message}");
            return null;
        }
    }
}
