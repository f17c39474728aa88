using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Code;

/// <summary>
/// Says whose code may run: none, unless the operator allows it, and then only what lies in the operator's own folders. What
/// comes over the network goes to the data folder, and nothing from there is ever run.
/// </summary>
internal sealed class CodePermission(CodeRules rules)
{
    private readonly IReadOnlyList<string> _folders = [.. rules.Folders.Select(AsFolder)];
    private readonly string _data = AsFolder(rules.DataFolder);

    /// <summary>What it goes by.</summary>
    public CodeRules Rules => rules;

    /// <summary>Does nothing if the assembly may run.</summary>
    /// <exception cref="ModelLoadException">It may not; the message says what to do.</exception>
    public void Demand(string path)
    {
        if (!rules.Allow)
            throw new ModelLoadException($"{path} is code, which this node does not run; --Repository:AllowCode=true allows it, for assemblies in the repository's folders");
        var full = Path.GetFullPath(path);
        if (IsUnder(full, _data) || !_folders.Any(folder => IsUnder(full, folder)))
            throw new ModelLoadException($"{path} is code, which is run from the repository's own folders only, never from an upload or a download; copy it to one of {string.Join(", ", _folders)}");
    }

    private static bool IsUnder(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);

    private static string AsFolder(string folder) => Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
}
