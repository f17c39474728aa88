using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Repository.Options;

/// <summary>
/// The keys that an object of a file may have. Reading, checking, documentation and schema all come from here.
/// </summary>
internal sealed class OptionTable<T>
{
    private const int MostListed = 12;

    private readonly List<OptionKey<T>> _keys = [];

    public IReadOnlyList<OptionKey> Keys => _keys;

    /// <summary>The JSON schema of an object with these keys.</summary>
    public JsonObject Schema => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(_keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)Described(key)))),
    };

    public OptionTable<T> Add(OptionKey<T> key)
    {
        _keys.Add(key);
        return this;
    }

    /// <summary>Takes over every key of another table.</summary>
    public OptionTable<T> Include(OptionTable<T> others)
    {
        _keys.AddRange(others._keys);
        return this;
    }

    /// <summary>Makes the last key another spelling of an option.</summary>
    public OptionTable<T> As(string meaning)
    {
        _keys[^1] = _keys[^1] with { Means = meaning };
        return this;
    }

    /// <summary>Reads an object; what is wrong goes to the errors of <paramref name="value"/>. A null counts as absent.</summary>
    public void Read(OptionValue value, T target)
    {
        if (value.Json.ValueKind != JsonValueKind.Object)
        {
            value.Fail("an object");
            return;
        }

        foreach (var member in value.Json.EnumerateObject())
        {
            if (_keys.Find(key => key.Name == member.Name) is not { } key)
            {
                var nearest = NearestKey.Find(member.Name, _keys.Select(k => k.Name));
                var known = _keys.Count <= MostListed ? $"known here are {string.Join(", ", _keys.Select(k => k.Name))}" : "docs/model-options.md lists the known ones";
                var advice = nearest is null ? known : $"did you mean '{nearest}'?";
                value.Errors.Add($"unknown key '{value.Member(member.Name, member.Value).Path}'; {advice}");
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                var inner = value.Member(member.Name, member.Value);
                value.Errors.Claim(key.Means ?? inner.Path, inner.Path);
                key.Read(inner, target);
            }
        }
    }

    private static JsonObject Described(OptionKey<T> key)
    {
        var schema = key.Schema.DeepClone().AsObject();
        schema["description"] = key.Description;
        return schema;
    }
}
