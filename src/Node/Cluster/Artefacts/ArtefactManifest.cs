using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;
using ModelCluster.Node.Probe;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>The files of an artefact and what is in them. Immutable; what came over a network was checked.</summary>
/// <param name="Sha256">Of all of them together, see <see cref="ArtefactFiles.Sum"/>.</param>
/// <param name="Files">The model's file first.</param>
internal sealed record ArtefactManifest(string Sha256, IReadOnlyList<FileSum> Files)
{
    /// <summary>The most files of one artefact.</summary>
    internal const int MaxFiles = 10_000;

    /// <summary>The size of all files together.</summary>
    [JsonIgnore]
    internal long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>The model's file.</summary>
    [JsonIgnore]
    internal string Model => Files[0].Path;

    /// <summary>Reads every byte of the files.</summary>
    /// <exception cref="ModelLoadException">A file is missing or cannot be read.</exception>
    internal static ArtefactManifest Of(ArtefactFiles files)
    {
        if (files.Parts.FirstOrDefault(part => !File.Exists(part)) is { } missing)
            throw new ModelLoadException($"{files.Path} needs {missing}, which is not there");
        var sums = files.Sums();
        return new ArtefactManifest(ArtefactFiles.Sum(sums), sums);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is none, or not sound; the message says why.</exception>
    internal static ArtefactManifest Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.ArtefactManifest) ?? throw new FormatException("it is null");
            return manifest.Problem() is { } problem ? throw new FormatException(problem) : manifest;
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>As JSON.</summary>
    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.ArtefactManifest);

    /// <summary>True for 64 hexadecimal digits in lower case.</summary>
    internal static bool IsSum(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    private string? Problem()
    {
        if (Files.Count is 0 or > MaxFiles)
            return $"it names {Files.Count:N0} files; 1 to {MaxFiles:N0} are allowed";
        if (Files.FirstOrDefault(file => !ContainedPath.IsSafe(file.Path)) is { } unsafePath)
            return $"it names '{unsafePath.Path}', which does not stay in the artefact's folder";
        if (Files.GroupBy(file => file.Path, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return $"it names '{twice.Key}' twice";
        if (Files.FirstOrDefault(file => file.Bytes < 0 || !IsSum(file.Sha256)) is { } bad)
            return $"the size or the SHA-256 of '{bad.Path}' is none";
        if (CodeModelLoader.Owns(Model))
            return $"'{Model}' is code, which is never taken from another node";
        return Sha256 == ArtefactFiles.Sum(Files) ? null : "its SHA-256 is not that of its files";
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ArtefactManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
