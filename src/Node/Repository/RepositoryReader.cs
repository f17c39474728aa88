using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>
/// One look after another at all folders. Remembers, by path, what it told before, so that what is half-written,
/// unreadable or gone for a moment changes nothing. Used by one thread at a time.
/// </summary>
internal sealed partial class RepositoryReader(
    IReadOnlyList<string> roots, UploadedModels uploads, TimeSpan settleTime, TimeProvider time, ILogger logger)
{
    private readonly Settling _settling = new(settleTime, time);
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Place>> _lastPlaces = new(StringComparer.Ordinal);
    private Dictionary<string, ModelMemory> _memories = new(StringComparer.Ordinal);

    /// <summary>True if files were still being written in the last look.</summary>
    public bool IsAnythingMoving => _settling.IsAnythingMoving;

    /// <summary>The full set as it is now; null if no folder could be listed and nothing was known before.</summary>
    public IReadOnlyDictionary<ModelName, AspiredModel>? Look()
    {
        _settling.Begin();
        var readable = roots.Count(TryList);
        var uploaded = uploads.Folders.Select(upload => new Place(upload.Key, upload.Value, IsFile: false, IsUpload: true));
        var places = uploaded.Concat(roots.SelectMany(root => _lastPlaces.GetValueOrDefault(root) ?? [])).ToList();
        if (places.Count == 0 && readable == 0 && roots.Count > 0)
            return null;
        var memories = new Dictionary<string, ModelMemory>(StringComparer.Ordinal);
        var models = new Dictionary<ModelName, AspiredModel>();
        foreach (var sameName in places.GroupBy(place => place.Name))
        {
            if (Read([.. sameName], memories) is { } model)
                models.Add(sameName.Key, model);
        }

        _memories = memories;
        return models;
    }

    /// <summary>Lists the models of a root; false, with the last list kept, if that cannot be done now.</summary>
    private bool TryList(string root)
    {
        try
        {
            var (folders, files) = Entries.Of(root);
            var places = folders.Where(folder => !FolderGroup.Is(folder)).Select(folder => (folder.Name, Path: folder.FullName, IsFile: false))
                .Concat(files.Where(Entries.IsModelFile).Select(file => (Name: Path.GetFileNameWithoutExtension(file.Name), Path: file.FullName, IsFile: true)));
            _lastPlaces[root] = [];
            foreach (var (text, path, isFile) in places)
            {
                if (ModelName.TryParse(text, out var name, out var error))
                    _lastPlaces[root].Add(new Place(name, path, isFile, IsUpload: false));
                else if (_warned.Add(path))
                    LogNotAModel(path, error);
            }

            if (_warned.Remove(root))
                LogFolderBack(root);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_warned.Add(root))
                LogFolderMissing(root, e.Message);
            return false;
        }
    }

    /// <summary>The first of the places that hold a model of one name; the others are a problem, unless it was uploaded in their stead.</summary>
    private AspiredModel? Read(List<Place> places, Dictionary<string, ModelMemory> memories)
    {
        var place = places[0];
        var memory = memories[place.Path] = _memories.GetValueOrDefault(place.Path) ?? new ModelMemory();
        if (!place.Exists)
            return memory.Told;
        var problems = new List<string>();
        if (!place.IsUpload)
            problems.AddRange(places.Skip(1).Select(other => $"{place.Name}: {other.Path} holds a model of the same name, which is not served; {place.Path} comes first"));
        try
        {
            var settling = place.IsUpload ? new Settling(TimeSpan.Zero, time) : _settling;
            var versions = new VersionFolders(place.Name, memory, settling, problems);
            if (place.IsFile)
                return versions.Single(new FileInfo(place.Path)) is { } artefact ? Tell(memory, place, ModelConfiguration.None, [artefact], problems) : memory.Told;
            if (Configure(place, memory, settling, problems) is not { } configuration)
                return memory.Told;
            var found = versions.Find(place.Path);
            problems.AddRange(configuration.Problems);
            return found.Count == 0 && problems.Count == 0 && memory.Told is null
                ? null
                : Tell(memory, place, configuration, found, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{place.Name}: {place.Path} cannot be read: {e.Message}");
            return Tell(memory, place, memory.Configuration ?? ModelConfiguration.None, memory.Told?.Found ?? [], problems);
        }
    }

    /// <summary>The model's settings and samples, or those it had while the files cannot be read; null while they are first written.</summary>
    private static ModelConfiguration? Configure(Place place, ModelMemory memory, Settling settling, List<string> problems)
    {
        try
        {
            return memory.Configuration = ModelConfiguration.Read(place.Name, place.Path, memory.Configuration, settling);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{place.Name}: settings and samples cannot be read: {e.Message}");
            return memory.Configuration ?? ModelConfiguration.None;
        }
    }

    private static AspiredModel Tell(
        ModelMemory memory, Place place, ModelConfiguration configuration, IReadOnlyList<Artefact> found, List<string> problems)
    {
        var problem = problems.Count == 0 ? null : string.Join("; ", problems);
        return memory.Tell(new AspiredModel(place.Name, configuration.Options, found, configuration.Samples, problem)
        {
            ConfigurationText = configuration.Text,
        });
    }

    /// <summary>Where a model lies.</summary>
    private sealed record Place(ModelName Name, string Path, bool IsFile, bool IsUpload)
    {
        public bool Exists => IsFile ? File.Exists(Path) : Directory.Exists(Path);
    }
}
