using System.Text.Json;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Hosting;

/// <summary>Makes a curl line that really works out of the smallest sample request of the repository.</summary>
internal sealed class FirstRequest(FolderModelSource source)
{
    /// <summary>A line longer than this helps nobody.</summary>
    private const int LongestRequest = 300;

    /// <summary>The line; null if no model has a sample short enough.</summary>
    internal string? CurlLine(string address)
    {
        var smallest = source.Current.Values
            .SelectMany(model => model.Samples.Where(sample => sample.Versions is null).Select(sample => (model.Name, Json: OnOneLine(sample.RequestJson))))
            .Where(sample => sample.Json.Length <= LongestRequest)
            .OrderBy(sample => sample.Json.Length)
            .FirstOrDefault();
        return smallest.Json is { } json
            ? $"curl -s {address}/v2/models/{smallest.Name}/infer -d '{json.Replace("'", "'\\''", StringComparison.Ordinal)}'"
            : null;
    }

    private static string OnOneLine(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document);
    }
}
