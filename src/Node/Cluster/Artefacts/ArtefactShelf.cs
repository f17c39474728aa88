using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>
/// Keeps fetched artefacts in a folder of this node, each under its SHA-256. What lies there is whole and was checked; the rest is in
/// <c>.partial</c>. When it becomes too much, those go first that were not used for the longest time; those in use stay.
/// Thread-safe. One process at a time.
/// </summary>
internal sealed partial class ArtefactShelf
{
    private const string RemovedPrefix = ".removed-";

    private readonly Lock _lock = new();
    private readonly string _root;
    private readonly long _maxBytes;
    private readonly LoadingQueue _reading;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, Task> _turns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _arriving = new(StringComparer.Ordinal);
    private Dictionary<string, ShelfEntry>? _entries;

    /// <summary>A shelf; nothing is looked at before it is first used.</summary>
    /// <param name="folder">Where; made when first needed.</param>
    /// <param name="maxBytes">What the files may take together.</param>
    /// <param name="reading">Where files are read to be checked.</param>
    /// <param name="time">Time.</param>
    /// <param name="logger">For the operator.</param>
    internal ArtefactShelf(string folder, long maxBytes, LoadingQueue reading, TimeProvider time, ILogger<ArtefactShelf> logger) =>
        (_root, _maxBytes, _reading, _time, _logger) = (Path.GetFullPath(folder), maxBytes, reading, time, logger);

    private string Partial => Path.Combine(_root, ".partial");

    /// <summary>What an artefact holds, if it is here.</summary>
    internal ArtefactManifest? Find(string sha256)
    {
        lock (_lock)
            return Entries.GetValueOrDefault(sha256)?.Manifest;
    }

    /// <summary>Where the files of an artefact are that is here.</summary>
    internal string FilesOf(string sha256) => ShelfEntry.FilesOf(Path.Combine(_root, sha256));

    /// <summary>The artefact, if it is here and whole: files that look touched are read again first.</summary>
    internal async Task<ShelfUse?> TryUseAsync(string sha256, CancellationToken cancellation)
    {
        ShelfEntry? entry;
        lock (_lock)
        {
            entry = Entries.GetValueOrDefault(sha256);
            if (entry is null)
                return null;
            entry.Uses++;
        }

        var use = new ShelfUse(entry.Model, () => Release(entry));
        try
        {
            if (!entry.IsUntouched() && !await _reading.RunAsync(() => TryApprove(entry)).WaitAsync(cancellation))
            {
                LogDamaged(entry.Folder);
                Discard(entry);
                use.Dispose();
                return null;
            }
        }
        catch
        {
            use.Dispose();
            throw;
        }

        entry.Touch(Now());
        return use;
    }

    /// <summary>Takes an artefact in. Of two who bring the same the second waits, and has nothing to do where the first did it.</summary>
    /// <param name="manifest">What it holds.</param>
    /// <param name="fill">
    /// Writes every file below the folder that it is given, and checks it; parts of them that an earlier try left are there.
    /// </param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ArtefactShelfException">There is no room for it, or the disk refuses; nothing of it is left.</exception>
    /// <exception cref="Exception">What <paramref name="fill"/> threw; what it wrote is kept for the next try.</exception>
    internal async Task<ShelfUse> TakeInAsync(ArtefactManifest manifest, Func<string, Task> fill, CancellationToken cancellation)
    {
        var turn = await TakeTurnAsync(manifest.Sha256, cancellation);
        try
        {
            return await TryUseAsync(manifest.Sha256, cancellation) ?? await FillAsync(manifest, fill);
        }
        finally
        {
            lock (_lock)
                _turns.Remove(manifest.Sha256);
            turn.SetResult();
        }
    }

    /// <summary>Who was called off may still be writing when the next one comes.</summary>
    private async Task<TaskCompletionSource> TakeTurnAsync(string sha256, CancellationToken cancellation)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            Task before;
            lock (_lock)
            {
                if (_turns.TryAdd(sha256, turn.Task))
                    return turn;
                before = _turns[sha256];
            }

            await before.WaitAsync(cancellation);
        }
    }

    private async Task<ShelfUse> FillAsync(ArtefactManifest manifest, Func<string, Task> fill)
    {
        var partial = Path.Combine(Partial, manifest.Sha256);
        Reserve(manifest);
        try
        {
            MakeFolder(ShelfEntry.FilesOf(partial));
            CheckDisk(manifest, partial);
            await fill(ShelfEntry.FilesOf(partial));
            return Place(manifest, partial);
        }
        catch (ArtefactShelfException)
        {
            Delete(partial);
            throw;
        }
        finally
        {
            lock (_lock)
                _arriving.Remove(manifest.Sha256);
        }
    }

    private ShelfUse Place(ArtefactManifest manifest, string partial)
    {
        var folder = Path.Combine(_root, manifest.Sha256);
        ShelfEntry entry;
        try
        {
            entry = new ShelfEntry(folder, manifest, ShelfEntry.Write(partial, manifest));
            Delete(folder);
            Directory.Move(partial, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtefactShelfException($"{folder} cannot be written: {e.Message}", e);
        }

        entry.Uses = 1;
        entry.Touch(Now());
        lock (_lock)
            Entries[manifest.Sha256] = entry;
        return new ShelfUse(entry.Model, () => Release(entry));
    }

    private void Release(ShelfEntry entry)
    {
        lock (_lock)
            entry.Uses--;
    }

    /// <summary>False: the files hold something else.</summary>
    private static bool TryApprove(ShelfEntry entry)
    {
        if (!entry.IsSound())
            return false;
        entry.Changed = ShelfEntry.Write(entry.Folder, entry.Manifest);
        return true;
    }

    private void Discard(ShelfEntry entry)
    {
        lock (_lock)
        {
            if (Entries.GetValueOrDefault(entry.Manifest.Sha256) == entry)
                Entries.Remove(entry.Manifest.Sha256);
        }

        Delete(entry.Folder);
    }

    [LoggerMessage(EventIds.ArtefactsDamaged, LogLevel.Warning, "{Folder} does not hold what it should any more, and is fetched again")]
    private partial void LogDamaged(string folder);

    [LoggerMessage(EventIds.ArtefactsRemoved, LogLevel.Information, "{Folder} is removed to make room; it was last used at {LastUsed:u}")]
    private partial void LogRemoved(string folder, DateTime lastUsed);
}
