using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>
/// One look after another at the artefacts that a <c>servables.json</c> names. Remembers what it told before, so that what is
/// half-written or gone for a moment changes nothing, and a look that found nothing new gives the same objects. Used by one
/// thread at a time.
/// </summary>
internal sealed partial class ServablesLook(IArtefactPlaces places, TimeSpan settleTime, TimeProvider time, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private readonly Settling _settling = new(settleTime, time);
    private Dictionary<ModelName, ServableMemory> _memories = [];
    private HashSet<string> _misnamed = new(StringComparer.Ordinal);

    /// <summary>True if files were still being written in the last look.</summary>
    public bool IsAnythingMoving => _settling.IsAnythingMoving;

    /// <summary>The full set as it is now.</summary>
    /// <param name="configuration">What counts.</param>
    /// <param name="rejected">Why a newer configuration does not count; null when there is none.</param>
    public IReadOnlyDictionary<ModelName, AspiredModel> Look(ServablesConfiguration configuration, string? rejected)
    {
        _settling.Begin();
        var folders = configuration.Entries.Select(places.FolderOf).Distinct(StringComparer.Ordinal).ToDictionary(path => path, List, StringComparer.Ordinal);
        Warn(folders.Values.SelectMany(listed => listed.Folder?.Misnamed ?? []));
        var memories = new Dictionary<ModelName, ServableMemory>();
        var models = new Dictionary<ModelName, AspiredModel>();
        foreach (var entries in configuration.Entries.GroupBy(entry => entry.Model))
        {
            var memory = memories[entries.Key] = _memories.GetValueOrDefault(entries.Key) ?? new ServableMemory();
            var reader = new ServableReader(entries.Key, memory, _settling);
            models[entries.Key] = reader.Read([.. entries.Select(entry => new PlacedEntry(entry, folders[places.FolderOf(entry)], places.ProblemOf(entry)))], rejected);
        }

        _memories = memories;
        return models;
    }

    private static (ArtefactFolder? Folder, string? Problem) List(string path)
    {
        try
        {
            return (ArtefactFolder.List(path), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Once for each file, for as long as it is there.</summary>
    private void Warn(IEnumerable<FileInfo> misnamed)
    {
        var paths = misnamed.Select(file => file.FullName).ToHashSet(StringComparer.Ordinal);
        foreach (var path in paths.Except(_misnamed, StringComparer.Ordinal))
            LogMisnamed(path, ArtefactName.Allowed);
        _misnamed = paths;
    }
}
