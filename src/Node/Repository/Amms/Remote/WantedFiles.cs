using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>
/// Chooses what to fetch: for each entry the newest artefact of its range, and what lies in the folder of its model beside the
/// versions (settings, labels, samples). Pure.
/// </summary>
internal static class WantedFiles
{
    /// <summary>The model file in a folder of a version.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>The folder of samples in that of a model.</summary>
    public const string Samples = "samples/";

    /// <summary>The files to fetch, by the model that they are for. What is not a safe relative path is never among them.</summary>
    public static IEnumerable<(ModelName Model, RemoteFile File)> Of(IReadOnlyList<RemoteFile> files, IReadOnlyList<ServablesEntry> entries)
    {
        var safe = files.Where(file => UploadPath.Problem(file.Path) is null && !Entries.IsIgnored(file.Path)).ToList();
        return entries
            .SelectMany(entry => Artefact(safe, entry).Concat(Beside(safe, entry.Model)).Select(file => (entry.Model, file)))
            .DistinctBy(wanted => wanted.file.Path, StringComparer.Ordinal);
    }

    private static IEnumerable<RemoteFile> Artefact(List<RemoteFile> files, ServablesEntry entry)
    {
        var newest = files
            .Select(file => (File: file, Age: AgeOf(file, entry)))
            .Where(candidate => candidate.Age is not null)
            .OrderByDescending(candidate => candidate.Age!.Value)
            .FirstOrDefault();
        if (newest.File is not { } chosen)
            return [];
        var folder = chosen.Path[..(chosen.Path.LastIndexOf('/') + 1)];
        return folder.Length == 0 ? [chosen] : files.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal));
    }

    /// <summary>How new a model file is; null if it is none, or not of the entry. A file with a time is newer than a folder of the same version.</summary>
    private static (ModelVersion Version, decimal UnixTime)? AgeOf(RemoteFile file, ServablesEntry entry)
    {
        var parts = file.Path.Split('/');
        if (parts is [var name] && ArtefactName.TryParse(name, out var artefact) && artefact.Value.Model == entry.Model && entry.Range.Contains(artefact.Value.Version))
            return (artefact.Value.Version, artefact.Value.UnixTime);
        if (parts is [var model, var folder, ModelFile] && model == entry.Model.Value && ModelVersion.TryParse(folder, out var version) && entry.Range.Contains(version))
            return (version, -1);
        return null;
    }

    private static IEnumerable<RemoteFile> Beside(List<RemoteFile> files, ModelName model) => files.Where(file => file.Path.Split('/') switch
    {
        [var folder, var name] => folder == model.Value && !name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase),
        [var folder, "samples", var name] => folder == model.Value && name.EndsWith(".json", StringComparison.OrdinalIgnoreCase),
        _ => false,
    });
}
