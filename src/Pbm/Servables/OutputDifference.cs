using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Servables;

/// <summary>Compares the outputs of an answer with those expected.</summary>
internal static class OutputDifference
{
    /// <summary>The first difference in words; null when there is none. Outputs that are not expected do not matter.</summary>
    internal static string? Find(JsonArray expected, JsonArray actual, double tolerance)
    {
        foreach (var wanted in expected.OfType<JsonObject>())
        {
            var name = wanted["name"]?.ToString();
            if (actual.OfType<JsonObject>().FirstOrDefault(output => output["name"]?.ToString() == name) is not { } output)
                return $"there is no output '{name}'";
            if (Of(name!, wanted, output, tolerance) is { } difference)
                return difference;
        }

        return null;
    }

    private static string? Of(string name, JsonObject expected, JsonObject actual, double tolerance)
    {
        foreach (var key in new[] { "datatype", "shape" })
        {
            if (!JsonNode.DeepEquals(expected[key], actual[key]))
                return $"output '{name}' has {key} {actual[key]?.ToJsonString()}, expected {expected[key]?.ToJsonString()}";
        }

        var wanted = Elements(expected["data"]).ToList();
        var came = Elements(actual["data"]).ToList();
        if (wanted.Count != came.Count)
            return $"output '{name}' has {came.Count} elements, expected {wanted.Count}";
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!IsClose(wanted[i], came[i], tolerance))
                return $"output '{name}' element {i} is {came[i]?.ToJsonString() ?? "null"}, expected {wanted[i]?.ToJsonString() ?? "null"}";
        }

        return null;
    }

    private static bool IsClose(JsonNode? wanted, JsonNode? came, double tolerance) =>
        wanted?.GetValueKind() == JsonValueKind.Number && came?.GetValueKind() == JsonValueKind.Number
            ? Math.Abs(wanted.GetValue<double>() - came.GetValue<double>()) <= tolerance
            : JsonNode.DeepEquals(wanted, came);

    /// <summary>Data may be nested as the shape is, or flat.</summary>
    private static IEnumerable<JsonNode?> Elements(JsonNode? data) => data is JsonArray array ? array.SelectMany(Elements) : [data];
}
