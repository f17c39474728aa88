using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>
/// Reads what a web server says of a folder: <c>index.json</c>, an array of paths or of <c>{"path", "sha256"}</c>, or the page
/// of links that web servers make of a folder without one.
/// </summary>
internal static partial class ListingReader
{
    /// <summary>The most files of one listing.</summary>
    public const int MaxFiles = 100_000;

    /// <summary>The files of an <c>index.json</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says what is allowed.</exception>
    public static IReadOnlyList<RemoteFile> Json(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() > MaxFiles)
                throw new FormatException($"must be an array of at most {MaxFiles:N0} files");
            return [.. document.RootElement.EnumerateArray().Index().Select(item => FileOf(item.Item, item.Index))];
        }
        catch (JsonException e)
        {
            throw new FormatException($"is no JSON: {e.Message}", e);
        }
    }

    /// <summary>The files and folders that a page links to; the names of folders end with '/'.</summary>
    public static IReadOnlyList<string> Html(ReadOnlySpan<byte> page) =>
    [
        .. Link().Matches(Encoding.UTF8.GetString(page))
            .Select(link => Uri.UnescapeDataString(WebUtility.HtmlDecode(link.Groups["target"].Value)))
            .Where(IsChild)
            .Distinct(StringComparer.Ordinal)
            .Take(MaxFiles),
    ];

    private static RemoteFile FileOf(JsonElement json, int index) => json.ValueKind switch
    {
        JsonValueKind.String => new RemoteFile(json.GetString()!),
        JsonValueKind.Object when Text(json, "path") is { } path && Text(json, "sha256") is { Length: 64 } sha256 && sha256.All(char.IsAsciiHexDigit) =>
            new RemoteFile(path, sha256.ToLowerInvariant(), sha256.ToLowerInvariant()),
        JsonValueKind.Object when Text(json, "path") is { } path && !json.TryGetProperty("sha256", out _) => new RemoteFile(path),
        _ => throw new FormatException($"[{index}] must be a path, or an object of \"path\" and \"sha256\" (64 hexadecimal digits)"),
    };

    private static string? Text(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Not the links for sorting, to the parent, or to elsewhere.</summary>
    private static bool IsChild(string name) => name.Length > 0 && !name.AsSpan().TrimEnd('/').ContainsAny("/?#:\\") && !name.StartsWith('.');

    [GeneratedRegex("""<a\s[^>]*?href\s*=\s*["'](?<target>[^"'>]{1,500})["']""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2_000)]
    private static partial Regex Link();
}
