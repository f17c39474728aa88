using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>Makes one model of all its entries: their artefacts, and the settings and samples beside them. Used once.</summary>
internal sealed class ServableReader(ModelName model, ServableMemory memory, Settling settling)
{
    private readonly List<string> _problems = [];

    /// <summary>The model as it is now; what cannot be read now is as it was told before.</summary>
    public AspiredModel Read(IReadOnlyList<PlacedEntry> entries, string? rejected)
    {
        if (rejected is not null)
            _problems.Add(rejected);
        if (Configure(entries) is not { } configuration)
            return memory.Model.Told ?? new AspiredModel(model, ModelOptions.Default, [], [], rejected);
        var found = entries.SelectMany(Find).OrderBy(artefact => artefact.Version).ToList();
        var options = memory.Options(configuration.Options, [.. entries.Select(entry => entry.Entry.Range)]);
        var problem = _problems.Count == 0 ? null : string.Join("; ", _problems.Distinct(StringComparer.Ordinal));
        return memory.Model.Tell(new AspiredModel(model, options, found, configuration.Samples, problem)
        {
            ConfigurationText = configuration.Text,
            FixedPolicy = options.VersionPolicy,
        });
    }

    /// <summary>The artefacts of an entry's main version, one for each version: of those trained at different times the newest that is whole.</summary>
    private IEnumerable<Artefact> Find(PlacedEntry placed)
    {
        var (entry, (folder, problem), fetching) = placed;
        if (fetching is not null)
            _problems.Add($"{model}: {fetching}");
        if (folder is null)
        {
            if (fetching is null)
                _problems.Add($"{model}: load_url '{entry.LoadUrl}': {problem}");
            return (memory.Model.Told?.Found ?? []).Where(artefact => artefact.Version.Major == entry.Range.Major);
        }

        var found = new Dictionary<ModelVersion, Artefact>();
        foreach (var artefact in Named(folder, entry).Concat(InFolders(folder)).Where(artefact => artefact.Version.Major == entry.Range.Major))
            found.TryAdd(artefact.Version, artefact with { Adapter = entry.Servable });
        if (fetching is null && !settling.IsAnythingMoving && !found.Keys.Any(entry.Range.Contains))
            _problems.Add(Nothing(entry, folder, found.Keys));
        return found.Values;
    }

    private IEnumerable<Artefact> Named(ArtefactFolder folder, ServablesEntry entry)
    {
        foreach (var (name, file) in folder.Of(model).Where(artefact => artefact.Name.Version.Major == entry.Range.Major))
        {
            if (Stamp(file) is { } stamp && settling.IsSettled(file.FullName, stamp))
                yield return new Artefact(name.Version, file.FullName, stamp.Text) { TrainedAt = name.TrainedAt };
        }
    }

    private IEnumerable<Artefact> InFolders(ArtefactFolder folder)
    {
        try
        {
            return folder.FolderOf(model) is { } path && Entries.Of(path).Folders.Exists(inner => !ModelConfiguration.Owns(inner))
                ? new VersionFolders(model, memory.Model, settling, _problems).Find(path)
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{model}: {folder.Path} cannot be read: {e.Message}");
            return memory.Model.Told?.Found ?? [];
        }
    }

    /// <summary>
    /// The settings and samples in the model's folder, of the first entry that has one; null while they are first written, lest
    /// a version become available without its smoke test.
    /// </summary>
    private ModelConfiguration? Configure(IReadOnlyList<PlacedEntry> entries)
    {
        var last = memory.Model.Configuration;
        if (entries.Select(entry => entry.Listed.Folder?.FolderOf(model)).OfType<string>().FirstOrDefault() is not { } folder)
        {
            var isReadable = entries.All(entry => entry.Listed.Folder is not null);
            return isReadable ? ModelConfiguration.None : last ?? ModelConfiguration.None;
        }

        try
        {
            var read = memory.Model.Configuration = ModelConfiguration.Read(model, folder, last, settling);
            _problems.AddRange(read?.Problems ?? []);
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{model}: settings and samples cannot be read: {e.Message}");
            return last ?? ModelConfiguration.None;
        }
    }

    /// <summary>Null for a file that went while it was looked at.</summary>
    private static FileStamp? Stamp(FileInfo file)
    {
        try
        {
            return FileStamp.Of([file]);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string Nothing(ServablesEntry entry, ArtefactFolder folder, IEnumerable<ModelVersion> others)
    {
        var found = string.Join(", ", others.Order());
        return $"{model}: {folder.Path} holds no artefact in version {entry.Range}{(found.Length == 0 ? "" : $", but {found}")}; "
            + $"expected {model}-{entry.Range.Major}_0_0-<unix time>.onnx or {model}/{entry.Range.Major}.0.0/model.onnx";
    }
}
