using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>What was fetched into a folder: kept in a hidden file of it, so that a node that starts again fetches nothing twice.</summary>
internal sealed class MirrorManifest
{
    private const string FileName = ".fetched.json";

    private readonly string _path;

    private MirrorManifest(string path, Dictionary<string, FetchedFile> files) => (_path, Files) = (path, files);

    /// <summary>What is there, by path.</summary>
    public Dictionary<string, FetchedFile> Files { get; }

    /// <summary>Reads the manifest of a folder; an empty one if there is none that can be read: everything is fetched again then.</summary>
    public static MirrorManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var files = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), MirrorJson.Default.DictionaryStringFetchedFile) : null;
            return new MirrorManifest(path, files ?? []);
        }
        catch (JsonException)
        {
            return new MirrorManifest(path, []);
        }
    }

    /// <summary>Writes it in one step.</summary>
    public void Save()
    {
        var temporary = _path + ".tmp";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(Files, MirrorJson.Default.DictionaryStringFetchedFile));
        File.Move(temporary, _path, overwrite: true);
    }
}

/// <summary>A file that was fetched.</summary>
/// <param name="Stamp">What the store said of it; null when it said nothing.</param>
/// <param name="Sha256">Of its content, in lower-case hexadecimal.</param>
internal sealed record FetchedFile(string? Stamp, string Sha256);

[JsonSerializable(typeof(Dictionary<string, FetchedFile>))]
internal sealed partial class MirrorJson : JsonSerializerContext;
