using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using ModelCluster.Api.Adapters;
using ModelCluster.Api.Http.Security;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>Describes the paths that are there whatever models there are.</summary>
internal sealed class StaticDescriber(EndpointDataSource endpoints, ApiKeyGate keys)
{
    /// <summary>Settings may have comments.</summary>
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly Dictionary<string, string> PathParameters = new(StringComparer.Ordinal)
    {
        ["model"] = "The model.",
        ["version"] = "The version.",
        ["label"] = "The label.",
        ["name"] = "The deployment.",
        ["node"] = "The node.",
    };

    /// <summary>Path items by path.</summary>
    /// <param name="examples">What the examples name; operations whose example names what is not there are left out.</param>
    public JsonObject Paths(ExampleValues examples)
    {
        var mapped = endpoints.Endpoints.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText).ToHashSet(StringComparer.Ordinal);
        var paths = new JsonObject();
        foreach (var operation in StaticOperations.All)
        {
            if (!mapped.Contains(operation.Path) || examples.For(operation) is not { } values)
                continue;
            if (paths[operation.Path] is not JsonObject item)
                paths[operation.Path] = item = [];
            item[operation.Method] = Describe(operation, values);
        }

        return paths;
    }

    /// <summary><c>POST /predict</c>, whose body depends on the model it names.</summary>
    /// <param name="model">For the example.</param>
    /// <param name="body">A body of that model.</param>
    /// <param name="isOnly">True: the model need not be named.</param>
    public static JsonObject Predict(string model, JsonObject body, bool isOnly) => new()
    {
        ["post"] = new JsonObject
        {
            ["operationId"] = "predict",
            ["tags"] = new JsonArray("server"),
            ["summary"] = "Predict with the model that the query names, or the only one",
            ["parameters"] = new JsonArray(
                OpenApiJson.Parameter("model_name", "query", isRequired: !isOnly, "The model.", model),
                OpenApiJson.Parameter("version", "query", isRequired: false, "A version such as 1 or 1.x; without it the newest.", null)),
            ["requestBody"] = body.DeepClone(),
            ["responses"] = new JsonObject
            {
                ["200"] = OpenApiJson.Answer("The model's answer, as its own path describes it.", new JsonObject { ["type"] = "object" }),
                ["404"] = OpenApiJson.Response("ModelNotFound"),
                ["422"] = OpenApiJson.Response("ModelNotFound"),
                ["default"] = OpenApiJson.Response("PredictError"),
            },
        },
    };

    private JsonObject Describe(StaticOperation operation, IReadOnlyDictionary<string, string> values)
    {
        var described = new JsonObject
        {
            ["operationId"] = $"{operation.Method}:{operation.Path}",
            ["tags"] = new JsonArray("server"),
            ["summary"] = operation.Summary,
        };
        if (operation.ChangesState)
            described["x-changes-server"] = true;
        if (keys.IsClosed && keys.IsOpen(operation.Path, operation.Method))
            described["security"] = SecuritySchemes.None;
        if (Parameters(operation, values) is { Count: > 0 } parameters)
            described["parameters"] = parameters;
        if (operation.BodyWith(values) is { } body)
            described["requestBody"] = Body(JsonNode.Parse(body, documentOptions: Lenient)!);
        described["responses"] = new JsonObject
        {
            ["200"] = operation.MediaType is { } type ? OpenApiJson.Answer("Done.", Schema(operation), type) : new JsonObject { ["description"] = "Done." },
            ["default"] = OpenApiJson.Response(operation.Error),
        };
        return described;
    }

    private static JsonObject Body(JsonNode example) => new()
    {
        ["content"] = new JsonObject
        {
            ["application/json"] = new JsonObject
            {
                ["schema"] = example is JsonArray
                    ? JsonSchema.Array(new JsonObject { ["type"] = "object" })
                    : new JsonObject { ["type"] = "object" },
                ["example"] = example,
            },
        },
    };

    private static JsonObject Schema(StaticOperation operation) => operation switch
    {
        { Schema: { } name } => new JsonObject { ["$ref"] = $"#/components/schemas/{name}" },
        { MediaType: "application/json" } => [],
        _ => new JsonObject { ["type"] = "string" },
    };

    private static JsonArray Parameters(StaticOperation operation, IReadOnlyDictionary<string, string> values)
    {
        var parameters = new JsonArray();
        foreach (var name in operation.PathValues())
            parameters.Add(OpenApiJson.Parameter(name, "path", isRequired: true, PathParameters[name], values[name]));
        foreach (var (name, description, value) in operation.Query)
            parameters.Add(OpenApiJson.Parameter(name, "query", isRequired: false, description, value));
        return parameters;
    }
}
