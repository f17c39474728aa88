using System.Text.Json.Nodes;
using ModelCluster.Api.Adapters;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>
/// Describes a model's own paths: <c>/predict/{model}</c>, <c>/predict/{model}/{version}</c> for each available version and for
/// the newest of each main version (<c>1.x</c>), and the infer paths of the Open Inference Protocol.
/// </summary>
internal sealed class ModelDescriber(AdapterTable adapters, ISampleReader samples, IModelCatalog catalog)
{
    private static readonly (int Status, string Response)[] PredictErrors =
    [
        (404, "ModelNotFound"), (413, "PredictError"), (415, "PredictError"), (422, "PredictError"), (429, "PredictError"),
        (503, "PredictError"), (504, "PredictError"),
    ];

    private static readonly (int Status, string Response)[] InferErrors =
        [(400, "Error"), (404, "Error"), (413, "Error"), (429, "Error"), (503, "Error")];

    /// <summary>Describes the versions that are available.</summary>
    public ModelDescription Describe(ModelView model)
    {
        var description = new ModelDescription(model);
        var available = model.Versions.Where(servable => servable is { TakesRequests: true, Signature: not null }).ToList();
        foreach (var (i, servable) in available.Index())
        {
            var isNewestOfMain = available.FindIndex(other => other.Id.Version.Major == servable.Id.Version.Major) == i;
            using var example = ExampleRequest.Of(servable, samples);
            AddInfer(description, servable, example, isNewest: i == 0);
            AddPredict(description, servable, example, isNewest: i == 0, isNewestOfMain);
        }

        return description;
    }

    private static void AddInfer(ModelDescription description, ServableView servable, ExampleRequest example, bool isNewest)
    {
        if (!InferSchema.HasJsonForm(servable.Signature!))
            return;
        var (model, version) = (servable.Id.Model.Value, servable.Id.Version.ToString());
        var name = $"{model}.{version}.infer";
        var request = description.AddSchema($"{name}.request", InferSchema.Request(servable));
        var response = description.AddSchema($"{name}.response", InferSchema.Response(servable));
        using var body = new PooledBuffer();
        example.WriteInferBody(body);
        if (isNewest)
            Add($"/v2/models/{model}/infer", $"infer:{model}", $"Run model {model}, newest version");
        Add($"/v2/models/{model}/versions/{version}/infer", $"infer:{model}:{version}", $"Run model {model}, version {version}");

        void Add(string path, string id, string summary) => description.AddPost(path, Operation(
            id, model, summary, description.Content(name, request, body.Written.Span), response, InferErrors));
    }

    private void AddPredict(ModelDescription description, ServableView servable, ExampleRequest own, bool isNewest, bool isNewestOfMain)
    {
        if (adapters.PipelineOf(servable) is { } pipeline)
            description.Pipelines[pipeline] = catalog.Find(pipeline); // first, so that what changes meanwhile is found at the next call
        if (adapters.Find(servable, out _) is not { } route)
            return;
        using var pipelines = route.Pipeline is null ? null : ExampleRequest.Of(route.Target, samples);
        var example = pipelines ?? own;
        var (model, version) = (servable.Id.Model.Value, servable.Id.Version.ToString());
        var name = $"{model}.{version}.predict";
        var request = description.AddSchema($"{name}.request", route.Adapter.RequestSchema(route.Target));
        var response = description.AddSchema($"{name}.response", route.Adapter.ResponseSchema(route.Target));
        using var body = new PooledBuffer();
        route.Adapter.WriteExample(example.Request, body);
        if (isNewest)
        {
            description.FirstBody = Body(description.Content(name, request, body.Written.Span));
            Add($"/predict/{model}", $"predict:{model}", $"Predict with model {model}, newest version");
        }

        var range = $"{servable.Id.Version.Major}.x";
        Add($"/predict/{model}/{version}", $"predict:{model}:{version}", $"Predict with model {model}, version {version}");
        if (isNewestOfMain)
            Add($"/predict/{model}/{range}", $"predict:{model}:{range}", $"Predict with model {model}, newest version of {range}");

        void Add(string path, string id, string summary) => description.AddPost(path, Operation(
            id, model, summary, description.Content(name, request, body.Written.Span), response, PredictErrors));
    }

    private static JsonObject Operation(
        string id, string model, string summary, JsonObject content, JsonObject response, (int Status, string Response)[] errors)
    {
        var responses = new JsonObject { ["200"] = OpenApiJson.Answer("The model's answer.", response.DeepClone().AsObject()) };
        foreach (var (status, name) in errors)
            responses[$"{status}"] = OpenApiJson.Response(name);
        return new JsonObject
        {
            ["operationId"] = id,
            ["tags"] = new JsonArray(model),
            ["summary"] = summary,
            ["requestBody"] = Body(content),
            ["responses"] = responses,
        };
    }

    private static JsonObject Body(JsonObject content) => new() { ["required"] = true, ["content"] = content };
}
