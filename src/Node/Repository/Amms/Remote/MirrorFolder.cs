using System.Security.Cryptography;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>
/// Makes a folder of this machine hold what is wanted of a remote store. A file appears whole or not at all, with the content
/// that its hash says, if the store tells one. Used by one thread at a time.
/// </summary>
internal sealed partial class MirrorFolder(string folder, IArtefactStore store, long maxBytes, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private HashSet<string> _misnamed = new(StringComparer.Ordinal);

    /// <summary>Fetches what is new and deletes what is no longer wanted.</summary>
    /// <returns>Whether anything changed, and what could not be fetched, by model.</returns>
    /// <exception cref="ArtefactStoreException">The store cannot be listed: nothing has changed.</exception>
    public async Task<(bool Changed, IReadOnlyDictionary<ModelName, string> Problems)> SyncAsync(
        IReadOnlyList<ServablesEntry> entries, CancellationToken cancellation)
    {
        var listed = await store.ListAsync([.. entries.Select(entry => entry.Model).Distinct()], cancellation);
        Warn(listed);
        Directory.CreateDirectory(folder);
        var manifest = MirrorManifest.Read(folder);
        var wanted = WantedFiles.Of(listed, entries).ToList();
        var problems = new Dictionary<ModelName, string>();
        var isChanged = false;
        foreach (var (model, file) in wanted)
        {
            try
            {
                isChanged |= await FetchAsync(file, manifest, cancellation);
            }
            catch (Exception e) when (e is ArtefactStoreException or IOException or UnauthorizedAccessException)
            {
                problems.TryAdd(model, e.Message);
            }
        }

        if (problems.Count == 0)
            isChanged |= DeleteOthers(manifest, wanted, entries);
        return (isChanged, problems);
    }

    /// <summary>Once for each file that is not named as an artefact, for as long as it is there.</summary>
    private void Warn(IReadOnlyList<RemoteFile> listed)
    {
        var misnamed = listed.Select(file => file.Path)
            .Where(path => !path.Contains('/', StringComparison.Ordinal) && path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            .Where(path => !ArtefactName.TryParse(path, out _))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var path in misnamed.Except(_misnamed, StringComparer.Ordinal))
            LogMisnamed(path, ArtefactName.Allowed);
        _misnamed = misnamed;
    }

    private async Task<bool> FetchAsync(RemoteFile file, MirrorManifest manifest, CancellationToken cancellation)
    {
        var target = Path.Combine(folder, file.Path);
        var known = File.Exists(target) ? manifest.Files.GetValueOrDefault(file.Path) : null;
        var isNamedByTime = ArtefactName.TryParse(file.Path, out _); // such a name never gets another content
        if (known is not null && (file.Stamp is { } stamp ? stamp == known.Stamp : isNamedByTime))
            return false;
        await using var content = await store.OpenAsync(file, known?.Stamp, cancellation);
        if (content is null)
            return false;
        var sha256 = await WriteAsync(file, content, target, cancellation);
        manifest.Files[file.Path] = new FetchedFile(content.Stamp, sha256);
        manifest.Save();
        LogFetched(file.Path, folder, sha256);
        return sha256 != known?.Sha256;
    }

    private async Task<string> WriteAsync(RemoteFile file, RemoteContent content, string target, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = target + ".tmp";
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var output = File.Create(temporary))
                await PatientCopy.CopyAsync(content.Stream, output, maxBytes, file.Path, hash, cancellation);
            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (file.Sha256 is { } expected && expected != sha256)
                throw new ArtefactStoreException($"{file.Path} has the SHA-256 {sha256}, but the index says {expected}");
            File.Move(temporary, target, overwrite: true);
            return sha256;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private bool DeleteOthers(MirrorManifest manifest, List<(ModelName Model, RemoteFile File)> wanted, IReadOnlyList<ServablesEntry> entries)
    {
        var keep = wanted.Select(file => file.File.Path)
            .Concat(entries.SelectMany(entry => Before(manifest, wanted, entry)))
            .ToHashSet(StringComparer.Ordinal);
        var others = manifest.Files.Keys.Where(path => !keep.Contains(path)).ToList();
        foreach (var path in others)
        {
            var target = Path.Combine(folder, path);
            if (File.Exists(target))
                File.Delete(target);
            var parent = Path.GetDirectoryName(target)!;
            if (parent != folder && Directory.Exists(parent) && !Directory.EnumerateFileSystemEntries(parent).Any())
                Directory.Delete(parent);
            manifest.Files.Remove(path);
        }

        if (others.Count > 0)
            manifest.Save();
        return others.Count > 0;
    }

    /// <summary>The artefact of an entry that came before the one wanted now: likely to be wanted again.</summary>
    private static IEnumerable<string> Before(MirrorManifest manifest, List<(ModelName Model, RemoteFile File)> wanted, ServablesEntry entry)
    {
        var here = manifest.Files.Keys.Select(NameOf).OfType<(string Path, ArtefactName Name)>()
            .Where(file => file.Name.Model == entry.Model && entry.Range.Contains(file.Name.Version))
            .OrderByDescending(file => file.Name, Comparer<ArtefactName>.Create(ArtefactName.CompareAge));
        return here.SkipWhile(file => !wanted.Exists(item => item.File.Path == file.Path)).Skip(1).Take(1).Select(file => file.Path);
    }

    private static (string Path, ArtefactName Name)? NameOf(string path) => ArtefactName.TryParse(path, out var name) ? (path, name.Value) : null;
}
