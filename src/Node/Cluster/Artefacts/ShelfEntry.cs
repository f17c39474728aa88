using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Node.Probe;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>
/// An artefact on the shelf: a folder named by its SHA-256 that holds <c>files/</c> and, in <c>entry.json</c>, what they are and when they
/// were found to be that. The time of change of <c>entry.json</c> is when it was used last. The counters belong to the shelf's lock.
/// </summary>
/// <param name="folder">Full path.</param>
/// <param name="manifest">The files.</param>
/// <param name="changed">For each file its time of change when its sum was checked, UTC ticks.</param>
internal sealed class ShelfEntry(string folder, ArtefactManifest manifest, IReadOnlyList<long> changed)
{
    private const string FileName = "entry.json";

    internal string Folder => folder;

    internal ArtefactManifest Manifest => manifest;

    /// <summary>For each file its time of change when its sum was checked last.</summary>
    internal IReadOnlyList<long> Changed { get; set; } = changed;

    internal int Uses { get; set; }

    internal DateTime LastUsed { get; set; }

    internal string Model => PathOf(Manifest.Files[0]);

    /// <summary>Where an entry keeps its files.</summary>
    internal static string FilesOf(string entry) => Path.Combine(entry, "files");

    /// <summary>What is written down in a folder; null if that is not whole.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static ShelfEntry? Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists)
            return null;
        try
        {
            var note = JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), ShelfJson.Default.ShelfNote);
            return note is not null && note.Changed.Count == note.Manifest.Files.Count && note.Manifest.Sha256 == Path.GetFileName(folder)
                ? new ShelfEntry(folder, ArtefactManifest.Read(note.Manifest.Write()), note.Changed) { LastUsed = file.LastWriteTimeUtc }
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes down that the files of a folder are what the manifest says, as they are now.</summary>
    /// <returns>Their times of change.</returns>
    internal static IReadOnlyList<long> Write(string folder, ArtefactManifest manifest)
    {
        var changed = manifest.Files.Select(file => File.GetLastWriteTimeUtc(Path.Combine(FilesOf(folder), file.Path)).Ticks).ToList();
        var temporary = Path.Combine(folder, FileName + ".tmp");
        using (var output = new FileStream(temporary, FileMode.Create))
        {
            JsonSerializer.Serialize(output, new ShelfNote(manifest, changed), ShelfJson.Default.ShelfNote);
            output.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path.Combine(folder, FileName), overwrite: true);
        return changed;
    }

    /// <summary>True if all files have the size and the time of change that they had when they were checked.</summary>
    internal bool IsUntouched() => Manifest.Files.Zip(Changed).All(pair =>
        new FileInfo(PathOf(pair.First)) is { Exists: true } file && file.Length == pair.First.Bytes && file.LastWriteTimeUtc.Ticks == pair.Second);

    /// <summary>True if all files hold what they should. Reads every byte.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    internal bool IsSound() => Manifest.Files.All(file => File.Exists(PathOf(file)) && FileSum.Of(PathOf(file), file.Path) == file);

    /// <summary>Keeps across restarts when it was used.</summary>
    internal void Touch(DateTime now)
    {
        LastUsed = now;
        try
        {
            File.SetLastWriteTimeUtc(Path.Combine(Folder, FileName), now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // a disk that can only be read still serves; after a restart the entry then seems older than it is
        }
    }

    private string PathOf(FileSum file) => Path.Combine(FilesOf(Folder), file.Path);
}

/// <summary>What an entry's file says.</summary>
internal sealed record ShelfNote(ArtefactManifest Manifest, IReadOnlyList<long> Changed);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ShelfNote))]
internal sealed partial class ShelfJson : JsonSerializerContext;
