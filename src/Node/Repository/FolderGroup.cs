using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository;

/// <summary>
/// A folder of the repository that is no model but holds models, such as <c>team/iris/1/model.onnx</c>: what lies in it is not
/// served by itself, and can be deployed as <c>team/iris</c>.
/// </summary>
internal static class FolderGroup
{
    private const int MaxDepth = 8;

    /// <summary>True for a folder without settings, model files and versions, below which a folder holds a version or a model file.</summary>
    public static bool Is(DirectoryInfo folder) => Is(folder, depth: 1);

    private static bool Is(DirectoryInfo folder, int depth)
    {
        try
        {
            var (folders, files) = Entries.Of(folder.FullName);
            return ArtefactFile.Candidates(files).Count == 0
                && !files.Exists(file => file.Name == "model.json")
                && !folders.Exists(IsVersion)
                && folders.Exists(inner => !ModelConfiguration.Owns(inner) && (IsModel(inner) || (depth < MaxDepth && Is(inner, depth + 1))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // said to be unreadable where it is read as a model
        }
    }

    private static bool IsModel(DirectoryInfo folder)
    {
        var (folders, files) = Entries.Of(folder.FullName);
        return ArtefactFile.Candidates(files).Count > 0 || folders.Exists(IsVersion);
    }

    private static bool IsVersion(DirectoryInfo folder) => ModelVersion.TryParse(folder.Name, out _);
}
