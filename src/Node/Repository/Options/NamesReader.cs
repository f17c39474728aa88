using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Repository.Options;

/// <summary>Reads <c>names</c>: the names clients use, by the name in the model file.</summary>
internal static class NamesReader
{
    public const string Allowed = "an object of model file name to client name, neither empty";

    public static JsonObject Schema => JsonNode.Parse(
        """{ "type": "object", "additionalProperties": { "type": "string", "minLength": 1 } }""")!.AsObject();

    public static void Read(OptionValue value, ModelOptionsDraft draft)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (value.Json.ValueKind != JsonValueKind.Object)
        {
            value.Fail(Allowed);
            return;
        }

        foreach (var name in value.Json.EnumerateObject())
        {
            var entry = value.Member(name.Name, name.Value);
            if (name.Name.Length > 0 && entry.TryGetText(out var client))
                names[name.Name] = client;
            else
                entry.Fail("a name that is not empty");
        }

        draft.Options = draft.Options with { Names = names };
    }
}
