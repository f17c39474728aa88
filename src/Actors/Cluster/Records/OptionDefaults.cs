using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>
/// Gives settings that another release did not write the defaults of this one. Source-generated readers set what is missing to
/// null or 0, whatever the type says.
/// </summary>
internal static class OptionDefaults
{
    private static readonly Lazy<JsonElement> Defaults =
        new(static () => JsonSerializer.SerializeToElement(ModelOptions.Default, RecordJson.Default.ModelOptions));

    /// <summary>Completes the options within a <see cref="SpecRecord"/>.</summary>
    internal static void Complete(JsonNode record)
    {
        if (record is JsonObject root && root["options"] is JsonObject options)
            Complete(options, Defaults.Value);
    }

    private static void Complete(JsonObject target, JsonElement defaults)
    {
        foreach (var field in defaults.EnumerateObject())
        {
            if (!target.TryGetPropertyValue(field.Name, out var value))
                target[field.Name] = field.Value.ValueKind == JsonValueKind.Null ? null : JsonNode.Parse(field.Value.GetRawText());
            else if (value is JsonObject inner && field.Value.ValueKind == JsonValueKind.Object)
                Complete(inner, field.Value);
        }
    }
}
