using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository.Options;

/// <summary>Reads <c>version_policy</c>: a word, ranges, or the object form of other servers.</summary>
internal static class VersionPolicyReader
{
    /// <summary>What is allowed, for errors and documentation.</summary>
    public const string Allowed =
        "\"latest\", \"latest(2)\", \"all\", \"specific(1,3)\", ranges such as \"1.x\" or \"1.x,2.x\", "
        + "{\"latest\": {\"num_versions\": 2}}, {\"all\": {}} or {\"specific\": {\"versions\": [1, 3]}}";

    public static JsonObject Schema => JsonNode.Parse(
        """
        {
          "anyOf": [
            { "type": "string" },
            { "type": "object", "additionalProperties": false, "required": ["latest"],
              "properties": { "latest": { "type": "object", "additionalProperties": false,
                "properties": { "num_versions": { "type": ["integer", "string"], "minimum": 1 } } } } },
            { "type": "object", "additionalProperties": false, "required": ["all"],
              "properties": { "all": { "type": "object", "maxProperties": 0 } } },
            { "type": "object", "additionalProperties": false, "required": ["specific"],
              "properties": { "specific": { "type": "object", "additionalProperties": false, "required": ["versions"],
                "properties": { "versions": { "type": "array", "minItems": 1, "items": { "type": ["integer", "string"] } } } } } }
          ]
        }
        """)!.AsObject();

    public static bool TryRead(JsonElement json, out VersionPolicy policy)
    {
        policy = VersionPolicy.Default;
        var read = json.ValueKind switch
        {
            JsonValueKind.String => FromText(json.GetString()!),
            JsonValueKind.Object => FromObject(json),
            _ => null,
        };
        policy = read ?? policy;
        return read is not null;
    }

    private static VersionPolicy? FromText(string text)
    {
        text = text.Trim();
        if (text == "latest")
            return new VersionPolicy.Latest(1);
        if (text == "all")
            return new VersionPolicy.All();
        if (Argument(text, "latest") is { } count)
            return Latest(count);
        if (Argument(text, "specific") is { } versions)
            return Specific(versions.Split(',', StringSplitOptions.TrimEntries));
        var ranges = new List<VersionRange>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!VersionRange.TryParse(part, out var range))
                return null;
            ranges.Add(range);
        }

        return new VersionPolicy.Ranges(ranges);
    }

    private static VersionPolicy? FromObject(JsonElement json)
    {
        if (json.EnumerateObject().Count() != 1)
            return null;
        var (kind, body) = (json.EnumerateObject().First().Name, json.EnumerateObject().First().Value);
        if (body.ValueKind != JsonValueKind.Object)
            return null;
        var members = body.EnumerateObject().ToList();
        return (kind, members) switch
        {
            ("all", []) => new VersionPolicy.All(),
            ("latest", []) => new VersionPolicy.Latest(1),
            ("latest", [{ Name: "num_versions" } count]) => Latest(count.Value.ToString()),
            ("specific", [{ Name: "versions", Value.ValueKind: JsonValueKind.Array } versions]) =>
                Specific([.. versions.Value.EnumerateArray().Select(version => version.ToString())]),
            _ => null,
        };
    }

    private static VersionPolicy.Latest? Latest(string count) =>
        int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? new VersionPolicy.Latest(number)
            : null;

    private static VersionPolicy.Specific? Specific(string[] texts)
    {
        var versions = new List<ModelVersion>();
        foreach (var text in texts)
        {
            if (!ModelVersion.TryParse(text, out var version))
                return null;
            versions.Add(version);
        }

        return versions.Count > 0 ? new VersionPolicy.Specific(versions) : null;
    }

    private static string? Argument(string text, string function) =>
        text.StartsWith(function + '(', StringComparison.Ordinal) && text.EndsWith(')') ? text[(function.Length + 1)..^1].Trim() : null;
}
