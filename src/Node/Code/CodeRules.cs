using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Code;

/// <summary>Whose code may run, as the operator has set it. Immutable.</summary>
/// <param name="Allow">False: nobody's.</param>
/// <param name="Folders">Full paths of the folders that the operator fills.</param>
/// <param name="DataFolder">Full path of the folder that the network fills.</param>
internal sealed record CodeRules(bool Allow, IReadOnlyList<string> Folders, string DataFolder)
{
    /// <summary>What the repository's settings say.</summary>
    public static CodeRules Of(RepositoryOptions options) =>
        new(options.AllowCode, [.. options.Folders.Select(Path.GetFullPath)], Path.GetFullPath(options.DataFolder));
}
