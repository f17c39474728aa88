using System.Text.Json;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Text;

namespace ModelCluster.Api.Http.Body;

/// <summary>
/// A JSON object of which every key is known. Every failure is a <see cref="ProblemException"/> (400) that names the key by its
/// path, what stands there and what is allowed.
/// </summary>
internal readonly struct StrictObject
{
    private readonly JsonElement _element;
    private readonly string _path;

    /// <param name="element">To be an object.</param>
    /// <param name="path">Where it stands, such as <c>shares[0]</c>; empty for the whole body.</param>
    /// <param name="keys">All that are allowed.</param>
    public StrictObject(JsonElement element, string path, params ReadOnlySpan<string> keys)
    {
        (_element, _path) = (element, path);
        if (element.ValueKind != JsonValueKind.Object)
            throw ProblemException.BadRequest($"{(path.Length == 0 ? "the body" : $"'{path}'")} is {Shown(element)}, but must be an object");
        foreach (var member in element.EnumerateObject())
        {
            if (keys.Contains(member.Name))
                continue;
            var advice = NearestKey.Find(member.Name, keys.ToArray()) is { } nearest
                ? $"did you mean '{nearest}'?"
                : $"known are {string.Join(", ", keys)}";
            throw ProblemException.BadRequest($"unknown key '{Path(member.Name)}'; {advice}");
        }
    }

    /// <summary>The value of a key; null if it is not there, or is null.</summary>
    public JsonElement? Find(string key) =>
        _element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The value of a key, which may be null, but must be there.</summary>
    public JsonElement Given(string key, string allowed) =>
        _element.TryGetProperty(key, out var value) ? value : throw Missing(key, allowed);

    /// <summary>A version, as text or as a whole number.</summary>
    public ModelVersion Version(string key)
    {
        var value = Required(key, "a version such as \"2\" or \"1.1.0\"");
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return ModelVersion.TryParse(text, out var version) ? version : throw Wrong(key, value, "a version such as \"2\" or \"1.1.0\"");
    }

    /// <summary>A whole number, from this to that; null if it is not there.</summary>
    public int? Integer(string key, int min, int max)
    {
        if (Find(key) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max
            ? number
            : throw Wrong(key, value, $"a whole number from {min} to {max}");
    }

    /// <summary>A number, from this to that; null if it is not there.</summary>
    /// <param name="key">Which.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <param name="allowed">What is allowed, in words.</param>
    public double? Number(string key, double min, double max, string allowed)
    {
        if (Find(key) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max
            ? number
            : throw Wrong(key, value, allowed);
    }

    /// <summary>A text that is not empty; null if it is not there.</summary>
    public string? Text(string key, string allowed)
    {
        if (Find(key) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : throw Wrong(key, value, allowed);
    }

    /// <summary>True or false; false if it is not there.</summary>
    public bool Flag(string key) => Find(key) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { } value => throw Wrong(key, value, "true or false"),
    };

    /// <summary>The elements of a list, each with its path; none if it is not there.</summary>
    public IEnumerable<(JsonElement Element, string Path)> List(string key)
    {
        if (Find(key) is not { } value)
            return [];
        var path = Path(key);
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select((element, index) => (element, $"{path}[{index}]"))
            : throw Wrong(key, value, "a list");
    }

    /// <summary>The path of a key, for messages.</summary>
    public string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    /// <summary>A value that must be there.</summary>
    public JsonElement Required(string key, string allowed) => Find(key) ?? throw Missing(key, allowed);

    /// <summary>What to throw when a value is not what is allowed.</summary>
    public ProblemException Wrong(string key, JsonElement value, string allowed) =>
        ProblemException.BadRequest($"'{Path(key)}' is {Shown(value)}, but must be {allowed}");

    private ProblemException Missing(string key, string allowed) =>
        ProblemException.BadRequest($"'{Path(key)}' is missing; {allowed} is expected");

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length > 40 ? $"{text.AsSpan(0, 40)}..." : text;
    }
}
