using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>Describes the paths that are there whatever models there are.</summary>
internal sealed class StaticDescriber(EndpointDataSource endpoints)
{
    /// <summary>Path items by path.</summary>
    /// <param name="example">An available servable for examples; null: paths that name a model are left out.</param>
    public JsonObject Paths(ServableView? example)
    {
        var mapped = endpoints.Endpoints.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText).ToHashSet(StringComparer.Ordinal);
        var paths = new JsonObject();
        foreach (var operation in StaticOperation.All)
        {
            if (!mapped.Contains(operation.Path) || (example is null && operation.Path.Contains('{', StringComparison.Ordinal)))
                continue;
            if (paths[operation.Path] is not JsonObject item)
                paths[operation.Path] = item = [];
            item[operation.Method] = Describe(operation, example);
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

    private static JsonObject Describe(StaticOperation operation, ServableView? example)
    {
        var described = new JsonObject
        {
            ["operationId"] = $"{operation.Method}:{operation.Path}",
            ["tags"] = new JsonArray("server"),
            ["summary"] = operation.Summary,
        };
        if (operation.ChangesState)
            described["x-changes-server"] = true;
        if (Parameters(operation, example) is { Count: > 0 } parameters)
            described["parameters"] = parameters;
        if (operation.Body is { } body)
        {
            described["requestBody"] = new JsonObject
            {
                ["content"] = new JsonObject
                {
                    ["application/json"] = new JsonObject
                    {
                        ["schema"] = new JsonObject { ["type"] = "object" },
                        ["example"] = JsonNode.Parse(body.Replace("{version}", $"{example?.Id.Version}", StringComparison.Ordinal)),
                    },
                },
            };
        }

        described["responses"] = new JsonObject
        {
            ["200"] = operation.MediaType is { } type ? OpenApiJson.Answer("Done.", [], type) : new JsonObject { ["description"] = "Done." },
            ["default"] = OpenApiJson.Response("Error"),
        };
        return described;
    }

    private static JsonArray Parameters(StaticOperation operation, ServableView? example)
    {
        var parameters = new JsonArray();
        if (operation.Path.Contains("{model}", StringComparison.Ordinal))
            parameters.Add(OpenApiJson.Parameter("model", "path", isRequired: true, "The model.", example?.Id.Model.Value));
        if (operation.Path.Contains("{version}", StringComparison.Ordinal))
            parameters.Add(OpenApiJson.Parameter("version", "path", isRequired: true, "The version.", example?.Id.Version.ToString()));
        foreach (var (name, description, value) in operation.Query)
            parameters.Add(OpenApiJson.Parameter(name, "query", isRequired: false, description, value));
        return parameters;
    }
}
