using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Repository;

/// <summary>
/// Asks the system to tell of changes below some folders. Best effort: what is missed, the next scan finds. The methods
/// are called by one thread at a time; <paramref name="changed"/> on any.
/// </summary>
/// <param name="changed">Called after every change.</param>
/// <param name="logger">Where trouble is told.</param>
/// <param name="includeSubfolders">False: only what lies in the folders themselves.</param>
internal sealed partial class FolderNotifications(Action changed, ILogger logger, bool includeSubfolders = true) : IDisposable
{
    private readonly ILogger _logger = logger;
    private readonly Dictionary<string, (FileSystemWatcher? Watcher, DateTime Created)> _watchers = new(StringComparer.Ordinal);

    /// <summary>Watches these folders and no others. One that was deleted and made again is watched anew.</summary>
    public void Watch(IReadOnlyList<string> folders)
    {
        foreach (var (gone, entry) in _watchers.Where(entry => !folders.Contains(entry.Key, StringComparer.Ordinal)).ToList())
        {
            entry.Watcher?.Dispose();
            _watchers.Remove(gone);
        }

        foreach (var folder in folders)
        {
            var created = Directory.GetCreationTimeUtc(folder);
            if (_watchers.TryGetValue(folder, out var known) && known.Created == created)
                continue;
            known.Watcher?.Dispose();
            _watchers[folder] = (TryStart(folder), created);
        }
    }

    public void Dispose() => Watch([]);

    private FileSystemWatcher? TryStart(string folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder)
            {
                IncludeSubdirectories = includeSubfolders,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Created += (_, _) => changed();
            watcher.Changed += (_, _) => changed();
            watcher.Deleted += (_, _) => changed();
            watcher.Renamed += (_, _) => changed();
            watcher.Error += (_, failure) => Failed(folder, failure.GetException());
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher?.Dispose();
            Failed(folder, e);
            return null;
        }
    }

    private void Failed(string folder, Exception e)
    {
        LogNoNotifications(folder, e.Message);
        changed();
    }

    [LoggerMessage(EventId = EventIds.RepositoryNoNotifications, Level = LogLevel.Warning,
        Message = "The system may miss telling of changes in {Folder}: {Reason} The scan at an interval finds them")]
    private partial void LogNoNotifications(string folder, string reason);
}
