using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.ApiTest;

/// <summary>
/// Checks a JSON value against a schema of the document. By hand, since no validator with a licence that fits can be restored;
/// it knows the keywords that describe an answer's form: <c>$ref, type, nullable, enum, const, properties, required,
/// additionalProperties, items, minItems, maxItems, allOf, anyOf, oneOf</c>. Others do not restrict.
/// </summary>
internal sealed class SchemaCheck(OpenApiDocument api)
{
    /// <summary>A document whose schemas refer to themselves ends here; no answer nests so deep.</summary>
    private const int MaxDepth = 64;

    /// <summary>The first thing that is wrong, with its place; null when nothing is.</summary>
    internal string? Find(JsonNode? value, JsonNode? schema, string place = "$", int depth = 0)
    {
        if (schema is null || schema.GetValueKind() is JsonValueKind.True || depth > MaxDepth)
            return null;
        if (schema.GetValueKind() is JsonValueKind.False)
            return $"{place} must not be there";
        if (api.Resolve(schema) is not { } rules)
            return $"{place}: the schema {schema.ToJsonString()} leads nowhere";
        if (value is null && rules["nullable"]?.GetValueKind() is JsonValueKind.True)
            return null;
        return FindType(value, rules, place)
            ?? FindValue(value, rules, place)
            ?? FindCombined(value, rules, place, depth)
            ?? (value is JsonObject found ? FindMembers(found, rules, place, depth) : null)
            ?? (value is JsonArray array ? FindElements(array, rules, place, depth) : null);
    }

    private static string? FindType(JsonNode? value, JsonObject rules, string place)
    {
        var allowed = rules["type"] switch
        {
            null => [],
            JsonArray several => several.Select(type => type!.ToString()).ToList(),
            var one => [one.ToString()],
        };
        return allowed.Count == 0 || allowed.Exists(type => IsOf(value, type))
            ? null
            : $"{place} is {Short(value)}, not of type {string.Join(" or ", allowed)}";
    }

    private static bool IsOf(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String)
            or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) or ("null", JsonValueKind.Null) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(value!.GetValue<double>()),
        _ => false,
    };

    private static string? FindValue(JsonNode? value, JsonObject rules, string place)
    {
        if (rules["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
            return $"{place} is {Short(value)}, which is none of {allowed.ToJsonString()}";
        return rules.TryGetPropertyValue("const", out var only) && !JsonNode.DeepEquals(only, value) ? $"{place} is {Short(value)}, not {Short(only)}" : null;
    }

    private string? FindCombined(JsonNode? value, JsonObject rules, string place, int depth)
    {
        foreach (var part in rules["allOf"] as JsonArray ?? [])
        {
            if (Find(value, part, place, depth + 1) is { } wrong)
                return wrong;
        }

        foreach (var key in new[] { "anyOf", "oneOf" })
        {
            if (rules[key] is not JsonArray choices)
                continue;
            var wrongs = choices.Select(choice => Find(value, choice, place, depth + 1)).ToList();
            var fitting = wrongs.Count(wrong => wrong is null);
            if (fitting == 0)
                return $"{place} fits none of its {key}; the first says: {wrongs[0]}";
            if (key == "oneOf" && fitting > 1)
                return $"{place} fits {fitting} of its oneOf, not one";
        }

        return null;
    }

    private string? FindMembers(JsonObject found, JsonObject rules, string place, int depth)
    {
        foreach (var name in (rules["required"] as JsonArray ?? []).Select(name => name!.ToString()))
        {
            if (!found.ContainsKey(name))
                return $"{place} has no '{name}'";
        }

        var properties = rules["properties"] as JsonObject;
        foreach (var (name, member) in found)
        {
            var schema = properties is not null && properties.TryGetPropertyValue(name, out var declared) ? declared : rules["additionalProperties"];
            if (Find(member, schema, $"{place}.{name}", depth + 1) is { } wrong)
                return wrong;
        }

        return null;
    }

    private string? FindElements(JsonArray array, JsonObject rules, string place, int depth)
    {
        if (array.Count < (rules["minItems"]?.GetValue<int>() ?? 0) || array.Count > (rules["maxItems"]?.GetValue<int>() ?? int.MaxValue))
            return $"{place} has {array.Count} elements; {rules["minItems"]?.ToJsonString() ?? "0"} to {rules["maxItems"]?.ToJsonString() ?? "any number"} are allowed";
        return array.Select((element, index) => Find(element, rules["items"], $"{place}[{index}]", depth + 1)).FirstOrDefault(wrong => wrong is not null);
    }

    private static string Short(JsonNode? value)
    {
        const int Longest = 60;
        var text = value?.ToJsonString() ?? "null";
        return text.Length > Longest ? $"{text[..Longest]}..." : text;
    }
}
