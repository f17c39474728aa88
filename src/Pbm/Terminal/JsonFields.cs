using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Terminal;

/// <summary>Reads answers whose members may be missing or null, as those of an older or newer node.</summary>
internal static class JsonFields
{
    /// <summary>A member as text; empty where it is missing.</summary>
    internal static string Text(this JsonNode? node, string key) => (node as JsonObject)?[key]?.ToString() ?? "";

    /// <summary>A number; null where it is missing.</summary>
    internal static double? Number(this JsonNode? node, string key) =>
        (node as JsonObject)?[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;

    /// <summary>True only where it says so.</summary>
    internal static bool Flag(this JsonNode? node, string key) => (node as JsonObject)?[key]?.GetValueKind() == JsonValueKind.True;

    /// <summary>A point in time; null where it is missing.</summary>
    internal static DateTimeOffset? Time(this JsonNode? node, string key) =>
        DateTimeOffset.TryParse(node.Text(key), CultureInfo.InvariantCulture, out var time) ? time : null;

    /// <summary>The elements of a list; none where it is missing.</summary>
    internal static IEnumerable<JsonNode> Items(this JsonNode? node, string key) => ((node as JsonObject)?[key] as JsonArray ?? []).OfType<JsonNode>();
}
