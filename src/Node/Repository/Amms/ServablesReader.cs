using System.Text;
using System.Text.Json;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>Reads <c>servables.json</c>: right as a whole, or everything that is wrong with it. docs/servables-json.md has the rules.</summary>
internal static class ServablesReader
{
    private const int MostErrors = 20;

    private static readonly string[] Keys = ["model_name", "aspired_version", "load_type", "load_url", "servable_name"];

    /// <summary>The configuration, or null and what is wrong; each error names the file, the entry, the key and what is allowed.</summary>
    public static (ServablesConfiguration? Configuration, IReadOnlyList<string> Errors) Read(ReadOnlySpan<byte> json, string fileName)
    {
        var errors = new OptionErrors(fileName);
        using var document = JsonText.Parse(json, IServablesAdmin.MaxBytes, errors, allowDuplicates: true);
        if (document is null)
            return (null, errors.Messages);
        var entries = ReadEntries(document.RootElement, errors);
        if (errors.Messages.Count == 0)
            return (new ServablesConfiguration(Encoding.UTF8.GetString(json).TrimStart('\uFEFF'), entries), []);
        var rest = errors.Messages.Count - MostErrors;
        return (null, rest > 0 ? [.. errors.Messages.Take(MostErrors), $"{fileName}: and {rest:N0} more errors"] : errors.Messages);
    }

    private static List<ServablesEntry> ReadEntries(JsonElement root, OptionErrors errors)
    {
        var entries = new List<ServablesEntry>();
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0)
        {
            errors.Add($"must be an array of at least one object with the keys {string.Join(", ", Keys)}");
            return entries;
        }

        var owners = new Dictionary<(ModelName, long), (int Index, ServablesEntry Entry)>();
        foreach (var (index, json) in root.EnumerateArray().Index())
        {
            if (ReadEntry(new OptionValue(json, $"[{index}]", errors)) is not { } entry)
                continue;
            if (!owners.TryAdd(entry.Key, (index, entry)) && owners[entry.Key] is var other)
                errors.Add($"[{index}] is '{entry.Model}' in main version {entry.Range.Major}, as is [{other.Index}] ({other.Entry.Range}); keep one of them");
            entries.Add(entry);
        }

        return entries;
    }

    private static ServablesEntry? ReadEntry(OptionValue value)
    {
        if (value.Json.ValueKind != JsonValueKind.Object)
        {
            value.Fail($"an object with the keys {string.Join(", ", Keys)}");
            return null;
        }

        var before = value.Errors.Messages.Count;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in value.Json.EnumerateObject())
        {
            var inner = value.Member(member.Name, member.Value);
            if (!Keys.Contains(member.Name, StringComparer.Ordinal))
                value.Errors.Add($"unknown key '{inner.Path}'; {(NearestKey.Find(member.Name, Keys) is { } near ? $"did you mean '{near}'?" : $"known here are {string.Join(", ", Keys)}")}");
            else if (!inner.TryGetText(out var text))
                inner.Fail("a text that is not empty");
            else if (!texts.TryAdd(member.Name, text))
                value.Errors.Add($"{inner.Path} is there twice; keep one of them");
        }

        foreach (var key in Keys.Where(key => !value.Json.TryGetProperty(key, out _)))
            value.Errors.Add($"{value.Path} lacks the key '{key}'; {string.Join(", ", Keys)} must all be there, each a text");
        if (value.Errors.Messages.Count > before)
            return null;
        return Check(texts, (key, allowed) => value.Errors.Add($"{value.Path}.{key} is {Quoted(texts[key])}, but must be {allowed}"));
    }

    /// <summary>The entry of five texts; null, with every one that will not do told to <paramref name="fail"/>.</summary>
    private static ServablesEntry? Check(Dictionary<string, string> texts, Action<string, string> fail)
    {
        var isGood = true;
        if (!ModelName.TryParse(texts["model_name"], out var model, out _))
            Fail("model_name", $"1 to {ModelName.MaxLength} letters, digits, '.', '_' or '-', not beginning with '.'");
        if (!VersionRange.TryParse(texts["aspired_version"], out var range))
            Fail("aspired_version", "a version such as 1, 1.2 or 1.2.3, or a range such as 1.x or 1.2.x");
        var type = LoadTypes.Parse(texts["load_type"]);
        if (type is null)
            Fail("load_type", LoadTypes.Allowed);
        else if (LoadUrl.Problem(type.Value, texts["load_url"]) is { } allowed)
            Fail("load_url", allowed);
        if (ServableNames.Problem(texts["servable_name"]) is { } known)
            Fail("servable_name", known);
        return isGood ? new ServablesEntry(model, range, type!.Value, texts["load_url"], texts["servable_name"]) : null;

        void Fail(string key, string allowedText)
        {
            isGood = false;
            fail(key, allowedText);
        }
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text.Length > 60 ? text[..60] + "..." : text);
}
