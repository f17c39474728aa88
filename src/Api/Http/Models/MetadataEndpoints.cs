using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Models;

/// <summary>What the server is, which models it has, and what a model takes and gives.</summary>
internal sealed class MetadataEndpoints(IModelCatalog catalog, ServableLookup servables, IOptions<OpenInferenceOptions> options)
{
    // only what works
    private static readonly string[] Extensions =
    [
        "classification", "model_repository", "schedule_policy", "model_configuration", "binary_tensor_data", "parameters",
        "statistics", "logging",
    ];

    private static readonly string Version = typeof(MetadataEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary><c>GET /v2</c>.</summary>
    public Task ServerAsync(HttpContext context) =>
        JsonAnswer.SendAsync(context, options.Value.ServerName, static (json, name) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteString("version"u8, Version);
            json.WriteStartArray("extensions"u8);
            foreach (var extension in Extensions)
                json.WriteStringValue(extension);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary><c>GET /v2/models</c>.</summary>
    public Task ModelsAsync(HttpContext context) =>
        JsonAnswer.SendAsync(context, catalog.Models, static (json, models) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("models"u8);
            foreach (var model in models)
                json.WriteStringValue(model.Name.Value);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary><c>GET /v2/models/{model}[/versions/{version}]</c>.</summary>
    public Task ModelAsync(HttpContext context)
    {
        var (name, version) = RouteValues.ModelAndVersion(context);
        var servable = servables.Available(name, version, RouteValues.Text(context, RouteValues.VersionSegment));
        return JsonAnswer.SendAsync(context, (servables.Model(name), servable), WriteModel);
    }

    private static void WriteModel(Utf8JsonWriter json, (ModelView Model, ServableView Servable) found)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, found.Model.Name.Value);
        json.WriteStartArray("versions"u8);
        foreach (var servable in found.Model.Versions)
        {
            if (servable.State == ServableState.Available)
                json.WriteStringValue(servable.Id.Version.ToString());
        }

        json.WriteEndArray();
        json.WriteString("platform"u8, found.Servable.Platform);
        WriteTensors(json, "inputs", found.Servable.Signature?.Inputs ?? []);
        WriteTensors(json, "outputs", found.Servable.Signature?.Outputs ?? []);
        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, string role, IReadOnlyList<TensorSpec> tensors)
    {
        json.WriteStartArray(role);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tensor.Name);
            json.WriteString("datatype"u8, tensor.Type.Name());
            json.WriteStartArray("shape"u8);
            foreach (var dimension in tensor.Shape.AsSpan())
                json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
