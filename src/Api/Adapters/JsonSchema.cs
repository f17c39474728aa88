using System.Text.Json.Nodes;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>Small JSON schemas, in the words that JSON schema and OpenAPI share.</summary>
internal static class JsonSchema
{
    /// <summary>An object, all of whose members are required.</summary>
    public static JsonObject Object(params (string Name, JsonObject Schema)[] members)
    {
        var properties = new JsonObject();
        foreach (var (name, schema) in members)
            properties[name] = schema;
        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. members.Select(member => (JsonNode)member.Name)]),
            ["properties"] = properties,
        };
    }

    /// <summary>An array of any length.</summary>
    public static JsonObject Array(JsonObject items, string description = "")
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = items };
        if (description.Length > 0)
            schema["description"] = description;
        return schema;
    }

    /// <summary>A text; one of <paramref name="choices"/>, if there are any.</summary>
    public static JsonObject Text(IReadOnlyList<string> choices)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (choices.Count > 0)
            schema["enum"] = new JsonArray([.. choices.Distinct(StringComparer.Ordinal).Select(choice => (JsonNode)choice)]);
        return schema;
    }

    /// <summary>A number.</summary>
    public static JsonObject Number() => new() { ["type"] = "number" };

    /// <summary>Nested arrays as a tensor's shape says; a free dimension may have any length.</summary>
    public static JsonObject Nested(TensorType type, in TensorShape shape, string description)
    {
        var schema = Element(type);
        for (var i = shape.Rank - 1; i >= 0; i--)
        {
            schema = new JsonObject { ["type"] = "array", ["items"] = schema };
            if (shape[i] < 0)
                continue;
            schema["minItems"] = shape[i];
            schema["maxItems"] = shape[i];
        }

        if (shape.Rank == 0)
            schema = new JsonObject { ["type"] = "array", ["items"] = schema, ["minItems"] = 1, ["maxItems"] = 1 };
        schema["description"] = description;
        return schema;
    }

    private static JsonObject Element(TensorType type) => type switch
    {
        TensorType.Bytes => new JsonObject { ["type"] = "string" },
        TensorType.Bool => new JsonObject { ["type"] = "boolean" },
        TensorType.Fp16 or TensorType.Bf16 or TensorType.Fp32 or TensorType.Fp64 => Number(),
        TensorType.UInt8 or TensorType.UInt16 or TensorType.UInt32 or TensorType.UInt64 => new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
        _ => new JsonObject { ["type"] = "integer" },
    };
}
