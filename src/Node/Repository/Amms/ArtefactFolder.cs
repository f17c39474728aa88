using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>What lies in a folder of artefacts at one moment: files named as artefacts, and folders of models.</summary>
internal sealed class ArtefactFolder
{
    private readonly ILookup<ModelName, (ArtefactName Name, FileInfo File)> _artefacts;
    private readonly HashSet<string> _folders;

    private ArtefactFolder(string path, IEnumerable<(ArtefactName, FileInfo)> artefacts, IEnumerable<DirectoryInfo> folders, IReadOnlyList<FileInfo> misnamed)
    {
        Path = path;
        _artefacts = artefacts.ToLookup(artefact => artefact.Item1.Model);
        _folders = folders.Select(folder => folder.Name).ToHashSet(StringComparer.Ordinal);
        Misnamed = misnamed;
    }

    /// <summary>Where.</summary>
    public string Path { get; }

    /// <summary>Model files that are not named as artefacts; nothing is served of them.</summary>
    public IReadOnlyList<FileInfo> Misnamed { get; }

    /// <summary>Lists a folder. Throws what the system throws when it cannot be read.</summary>
    public static ArtefactFolder List(string path)
    {
        var (folders, files) = Entries.Of(path);
        var artefacts = new List<(ArtefactName, FileInfo)>();
        var misnamed = new List<FileInfo>();
        foreach (var file in files.Where(Entries.IsModelFile))
        {
            if (ArtefactName.TryParse(file.Name, out var name))
                artefacts.Add((name.Value, file));
            else
                misnamed.Add(file);
        }

        return new ArtefactFolder(path, artefacts, folders, misnamed);
    }

    /// <summary>The artefacts of a model, newest first.</summary>
    public IEnumerable<(ArtefactName Name, FileInfo File)> Of(ModelName model) => _artefacts[model]
        .OrderByDescending(artefact => artefact.Name, Comparer<ArtefactName>.Create(ArtefactName.CompareAge))
        .ThenByDescending(artefact => artefact.File.Name, StringComparer.Ordinal);

    /// <summary>The folder of a model, for versions in folders, settings and samples; null if there is none.</summary>
    public string? FolderOf(ModelName model) => _folders.Contains(model.Value) ? System.IO.Path.Combine(Path, model.Value) : null;
}
