using System.Text.Json;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// Reads class names from the properties that a model file may carry (<c>metadata_props</c>): the value of <c>labels</c> or
/// <c>classes</c>, as a JSON list of texts, or one per line, or with commas between them.
/// </summary>
internal static class ClassLabels
{
    /// <summary>The names by index; empty if there are none, or none that can be read.</summary>
    public static IReadOnlyList<string> Read(IReadOnlyDictionary<string, string> properties)
    {
        if (!properties.TryGetValue("labels", out var text) && !properties.TryGetValue("classes", out text))
            return [];
        text = text.Trim();
        if (!text.StartsWith('['))
            return text.Split(text.Contains('\n', StringComparison.Ordinal) ? '\n' : ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return JsonSerializer.Deserialize<string[]>(text)?.Where(label => label is not null).ToArray() ?? [];
        }
        catch (JsonException)
        {
            return []; // another program's property of the same name; classes then go by their index
        }
    }
}
