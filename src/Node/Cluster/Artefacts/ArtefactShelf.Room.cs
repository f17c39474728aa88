namespace ModelCluster.Node.Cluster.Artefacts;

internal sealed partial class ArtefactShelf
{
    /// <summary>How long a part of an artefact is kept for the next try.</summary>
    private static readonly TimeSpan PartialTime = TimeSpan.FromDays(1);

    /// <summary>Who makes room: others look at the shelf meanwhile, however long a disk takes to delete.</summary>
    private readonly Lock _room = new();

    /// <summary>What lies on the shelf; read from the disk at the first use. Under the lock.</summary>
    private Dictionary<string, ShelfEntry> Entries => _entries ??= Scan();

    private Dictionary<string, ShelfEntry> Scan()
    {
        var entries = new Dictionary<string, ShelfEntry>(StringComparer.Ordinal);
        foreach (var folder in Folders(_root))
        {
            if (folder.Name.StartsWith(RemovedPrefix, StringComparison.Ordinal))
                folder.Delete(recursive: true);
            else if (ArtefactManifest.IsSum(folder.Name) && ShelfEntry.Read(folder.FullName) is { } entry)
                entries[folder.Name] = entry;
            else if (ArtefactManifest.IsSum(folder.Name))
                folder.Delete(recursive: true);
        }

        foreach (var folder in Folders(Partial).Where(folder => _time.GetUtcNow().UtcDateTime - folder.LastWriteTimeUtc > PartialTime))
            folder.Delete(recursive: true);
        return entries;
    }

    /// <summary>Counts the artefact in before it is there, and makes room for it.</summary>
    private void Reserve(ArtefactManifest manifest)
    {
        lock (_room)
        {
            while (!TryReserve(manifest, out var taken))
            {
                if (!TryRemoveOldest())
                    throw new ArtefactShelfException(
                        $"{_root} has no room for the {manifest.Bytes:N0} bytes of an artefact: of the {_maxBytes:N0} bytes that it may take, {taken:N0} are those of "
                        + "loaded models or on their way; set Cluster:ArtefactBytes higher, or share the models' folder between the nodes");
            }
        }
    }

    private bool TryReserve(ArtefactManifest manifest, out long taken)
    {
        lock (_lock)
        {
            taken = Entries.Values.Sum(entry => entry.Manifest.Bytes) + _arriving.Values.Sum();
            if (taken + manifest.Bytes > _maxBytes)
                return false;
            _arriving[manifest.Sha256] = manifest.Bytes;
            return true;
        }
    }

    /// <summary>Rather now than when the disk is full, with everything else on it.</summary>
    private void CheckDisk(ArtefactManifest manifest, string partial)
    {
        var missing = manifest.Bytes - new DirectoryInfo(partial).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        lock (_room)
        {
            var disk = new DriveInfo(_root);
            while (disk.AvailableFreeSpace < missing)
            {
                if (!TryRemovePartials() && !TryRemoveOldest())
                    throw new ArtefactShelfException(
                        $"the disk of {_root} has {disk.AvailableFreeSpace:N0} bytes left, and an artefact needs {missing:N0}; make room there, or set Repository:DataFolder to a larger disk");
            }
        }
    }

    /// <summary>Later than any use before, even if the wall clock was set back: it is the order that counts.</summary>
    private DateTime Now()
    {
        lock (_lock)
        {
            var (now, last) = (_time.GetUtcNow().UtcDateTime, Entries.Values.Select(entry => entry.LastUsed).DefaultIfEmpty().Max());
            return now > last ? now : last.AddTicks(1);
        }
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtefactShelfException($"{folder} cannot be made: {e.Message}; Repository:DataFolder must be on a disk that can be written and has room", e);
        }
    }

    private bool TryRemoveOldest()
    {
        ShelfEntry? oldest;
        lock (_lock)
        {
            oldest = Entries.Values.Where(entry => entry.Uses == 0).MinBy(entry => entry.LastUsed);
            if (oldest is null)
                return false;
            Entries.Remove(oldest.Manifest.Sha256);
        }

        LogRemoved(oldest.Folder, oldest.LastUsed);
        Delete(oldest.Folder);
        return true;
    }

    /// <summary>Those that nothing fetches now.</summary>
    private bool TryRemovePartials()
    {
        List<DirectoryInfo> stale;
        lock (_lock)
            stale = [.. Folders(Partial).Where(folder => !_arriving.ContainsKey(folder.Name))];
        foreach (var folder in stale)
            Delete(folder.FullName);
        return stale.Count > 0;
    }

    /// <summary>In one step for whoever looks, however long it takes; nothing if it is not there.</summary>
    private void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        var removed = Path.Combine(_root, $"{RemovedPrefix}{Guid.NewGuid():N}");
        Directory.Move(folder, removed);
        Directory.Delete(removed, recursive: true);
    }

    private static DirectoryInfo[] Folders(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).GetDirectories() : [];
}
