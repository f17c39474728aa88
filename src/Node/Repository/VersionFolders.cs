using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>Finds the versions in a model's folder. Used for one model, once.</summary>
internal sealed class VersionFolders(ModelName model, ModelMemory memory, Settling settling, List<string> problems)
{
    private const string FileName = ArtefactFile.Onnx;

    private static readonly ModelVersion OnlyVersion = new(1);

    /// <summary>Every version, oldest first; what is wrong goes to the problems.</summary>
    public List<Artefact> Find(string folder)
    {
        var (folders, files) = Entries.Of(folder);
        var versions = new SortedDictionary<ModelVersion, List<DirectoryInfo>>();
        foreach (var candidate in folders.Where(candidate => !ModelConfiguration.Owns(candidate)))
        {
            if (!ModelVersion.TryParse(candidate.Name, out var version))
                problems.Add($"{model}: folder '{candidate.Name}' is not a version; name it 1, 1.2 or 1.2.3, or begin its name with '.' to hide it");
            else if (!versions.TryAdd(version, [candidate]))
                versions[version].Add(candidate);
        }

        var found = versions.Count == 0 ? FindUnversioned(folder, files) : FindVersions(versions);
        if (versions.Count > 0 && files.Find(Entries.IsModelFile) is { } stray)
            problems.Add($"{model}: {stray.Name} beside the version folders is not served; move it to a version folder of its own");
        return [.. found.OfType<Artefact>()];
    }

    /// <summary>The file of a model without any folder: version 1.</summary>
    public Artefact? Single(FileInfo file) =>
        Announce(OnlyVersion, file, Entries.Of(file.DirectoryName!).Files.Where(part => part.Name.StartsWith(file.Name, StringComparison.Ordinal)));

    private IEnumerable<Artefact?> FindUnversioned(string folder, List<FileInfo> files)
    {
        if (ArtefactFile.Choose(files) is { } file)
            return [Single(file)];
        var many = ArtefactFile.Candidates(files);
        problems.Add(many.Count > 0
            ? $"{model}: {string.Join(", ", many)} lie beside each other; keep one, or give each a version folder: {model}/<version>/{FileName}"
            : $"{model}: has no version: expected {model}/<version>/{FileName} in {folder}");
        return [];
    }

    private IEnumerable<Artefact?> FindVersions(SortedDictionary<ModelVersion, List<DirectoryInfo>> versions)
    {
        foreach (var (version, folders) in versions)
        {
            if (folders.Count == 1)
                yield return InFolder(version, folders[0]);
            else
                problems.Add($"{model}: folders {Quoted(folders)} mean the same version, so none is served; keep one of them");
        }
    }

    private Artefact? InFolder(ModelVersion version, DirectoryInfo folder)
    {
        try
        {
            var files = Entries.Of(folder.FullName).Files;
            if (ArtefactFile.Choose(files) is { } file)
                return Announce(version, file, files);
            if (settling.IsSettled(folder.FullName, new FileStamp(folder.Name, folder.LastWriteTimeUtc)))
                problems.Add(Missing(folder, ArtefactFile.Candidates(files)));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{model}/{folder.Name}: cannot be read: {e.Message}");
            return memory.Artefact(version);
        }
    }

    /// <summary>The version as it is now, or as last told while its files are still being written.</summary>
    private Artefact? Announce(ModelVersion version, FileInfo file, IEnumerable<FileInfo> parts)
    {
        var stamp = FileStamp.Of(parts);
        return settling.IsSettled(file.FullName, stamp) ? new Artefact(version, file.FullName, stamp.Text) : memory.Artefact(version);
    }

    private string Missing(DirectoryInfo folder, IReadOnlyList<string> others) => others.Count == 0
        ? $"{model}/{folder.Name}: has no {FileName}"
        : $"{model}/{folder.Name}: has no {FileName}, and {string.Join(", ", others)} are too many to choose from; {ArtefactFile.Advice(others)}";

    private static string Quoted(List<DirectoryInfo> folders) => string.Join(" and ", folders.Select(folder => $"'{folder.Name}'"));
}
