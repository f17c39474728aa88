using System.Globalization;
using System.Text.Json;

namespace ModelCluster.Node.Repository.Options;

/// <summary>A value in a file, where it stands, and where to say that it is wrong.</summary>
internal readonly record struct OptionValue(JsonElement Json, string Path, OptionErrors Errors)
{
    private const int LongestQuote = 60;

    public OptionValue Item(int index, JsonElement json) => this with { Json = json, Path = $"{Path}[{index}]" };

    public OptionValue Member(string key, JsonElement json) => this with { Json = json, Path = Path.Length == 0 ? key : $"{Path}.{key}" };

    /// <summary>Says that the value is wrong and what it must be.</summary>
    public void Fail(string allowed)
    {
        var raw = Json.GetRawText();
        Errors.Add($"{Path} is {(raw.Length > LongestQuote ? raw[..LongestQuote] + "..." : raw)}, but must be {allowed}");
    }

    /// <summary>Reads a whole number, also one in a string, as clients send them in overrides.</summary>
    public bool TryGetInteger(out long value)
    {
        value = 0;
        return Json.ValueKind switch
        {
            JsonValueKind.Number => Json.TryGetInt64(out value),
            JsonValueKind.String => long.TryParse(Json.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
    }

    /// <summary>Reads a string that is not empty.</summary>
    public bool TryGetText(out string text)
    {
        text = Json.ValueKind == JsonValueKind.String ? Json.GetString()! : "";
        return text.Length > 0;
    }
}
