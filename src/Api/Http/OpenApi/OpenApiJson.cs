using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>Pieces that many parts of the document are made of.</summary>
internal static class OpenApiJson
{
    /// <summary>Quotes and angle brackets stay as they are: the answer is never read as HTML.</summary>
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A reference to one of the common answers.</summary>
    public static JsonObject Response(string name) => new() { ["$ref"] = $"#/components/responses/{name}" };

    /// <summary>An answer of the given schema.</summary>
    public static JsonObject Answer(string description, JsonObject schema, string mediaType = "application/json") => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { [mediaType] = new JsonObject { ["schema"] = schema } },
    };

    /// <summary>A parameter that is a text.</summary>
    public static JsonObject Parameter(string name, string place, bool isRequired, string description, string? example)
    {
        var parameter = new JsonObject
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = isRequired,
            ["description"] = description,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };
        if (example is not null)
            parameter["example"] = example;
        return parameter;
    }
}
