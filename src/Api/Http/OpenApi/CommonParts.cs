using System.Text.Json.Nodes;
using ModelCluster.Api.Adapters;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>Schemas and answers that many operations share.</summary>
internal static class CommonParts
{
    /// <summary>Schemas by name.</summary>
    public static JsonObject Schemas => new()
    {
        ["Error"] = JsonSchema.Object(("error", JsonSchema.Text([]))),
        ["PredictError"] = JsonSchema.Object(("error_message", JsonSchema.Text([]))),
        ["ModelNotFound"] = JsonSchema.Object(
            ("error_message", JsonSchema.Text([])),
            ("available_models", JsonSchema.Array(JsonSchema.Object(("model_name", JsonSchema.Text([])), ("version", JsonSchema.Text([])))))),
    };

    /// <summary>Answers by name.</summary>
    public static JsonObject Responses => new()
    {
        ["Error"] = Response("What went wrong.", "Error"),
        ["PredictError"] = Response("What went wrong: the body is wrong (422), too large (413) or not JSON (415); too many requests (429); the model cannot answer now (503) or not in time (504).", "PredictError"),
        ["ModelNotFound"] = Response("No such model or version, or several and none was named; the available ones are listed.", "ModelNotFound"),
    };

    private static JsonObject Response(string description, string schema) =>
        OpenApiJson.Answer(description, new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" });
}
