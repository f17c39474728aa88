using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Servables;

/// <summary>A sample request beside a model, and what it must give; docs/add-a-model.md describes the file.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Document">What it holds; null when it is no JSON object.</param>
internal sealed record SampleFile(string Name, JsonObject? Document)
{
    private const double DefaultTolerance = 1e-4;

    /// <summary>The samples of a model's folder, by name.</summary>
    internal static IReadOnlyList<SampleFile> ReadAll(DirectoryInfo model)
    {
        var folder = new DirectoryInfo(Path.Combine(model.FullName, "samples"));
        return folder.Exists ? [.. folder.EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal).Select(Read)] : [];
    }

    /// <summary>Sends it to a version; null when it is not meant for that version.</summary>
    internal async Task<Check?> TryAsync(NodeClient node, VersionEntry version, CancellationToken cancellation)
    {
        var name = $"{version.Model}:{version.Version} answers sample {Name}";
        if (Document?["request"] is not JsonObject request)
            return Check.Failed(name, "the file is no JSON object with a 'request'");
        if (Document["versions"]?.ToString() is { } range && !VersionMatch.IsIn(version.Version, range))
            return null;
        using var content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await node.SendAsync(HttpMethod.Post, $"/v2/models/{version.Model}/versions/{version.Version}/infer", content, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            return Check.Failed(name, $"{(int)response.StatusCode}: {text}");
        if (Document["expected"]?["outputs"] is not JsonArray expected)
            return Check.Passed(name, "it expects nothing");
        var tolerance = Document["tolerance"]?.GetValue<double>() ?? DefaultTolerance;
        var problem = OutputDifference.Find(expected, JsonNode.Parse(text)?["outputs"] as JsonArray ?? [], tolerance);
        return problem is null ? Check.Passed(name) : Check.Failed(name, problem);
    }

    private static SampleFile Read(FileInfo file)
    {
        try
        {
            return new SampleFile(file.Name, JsonNode.Parse(File.ReadAllText(file.FullName)) as JsonObject);
        }
        catch (JsonException)
        {
            return new SampleFile(file.Name, null);
        }
    }
}

/// <summary>Whether a version is in a range such as <c>1.x</c>.</summary>
internal static class VersionMatch
{
    private const int Parts = 3;

    internal static bool IsIn(string version, string range)
    {
        var numbers = version.Split('.', '_');
        var wanted = range.Split('.', '_');
        for (var i = 0; i < Parts; i++)
        {
            var part = i < wanted.Length ? wanted[i] : "0";
            if (part is "x" or "X" or "*")
                return true; // what follows an 'x' is 'x' too, whatever is written
            if (Number(part) != Number(i < numbers.Length ? numbers[i] : "0"))
                return false;
        }

        return true;
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
