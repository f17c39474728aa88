using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>
/// The OpenAPI 3.0 document of what this server can be asked now. Made anew whenever the catalog, <c>servables.json</c> or the
/// deployment or a node that stands in examples has changed; models that stayed as they were are not described anew. Thread-safe.
/// </summary>
/// <param name="catalog">The models.</param>
/// <param name="models">Describes them.</param>
/// <param name="server">Describes all else.</param>
/// <param name="keys">Tells whether callers need a key.</param>
/// <param name="servables">Null on a server that has no <c>servables.json</c>.</param>
/// <param name="deployments">Null on a server that has no deployments.</param>
/// <param name="cluster">Null on a server that tells nothing of its cluster.</param>
internal sealed class OpenApiDocument(
    IModelCatalog catalog,
    ModelDescriber models,
    StaticDescriber server,
    ApiKeyGate keys,
    IServablesAdmin? servables = null,
    IDeploymentManager? deployments = null,
    IClusterInspection? cluster = null) : IDisposable
{
    private static readonly string Version = typeof(OpenApiDocument).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    // two nodes, or one before and after a restart, may count the same revision
    private readonly string _instance = Guid.NewGuid().ToString("N")[..8];
    private readonly SemaphoreSlim _building = new(1);
    private Dictionary<ModelName, ModelDescription> _descriptions = [];
    private OpenApiText? _current;
    private long _builds;

    /// <summary>The document as of now.</summary>
    public async ValueTask<OpenApiText> GetAsync(CancellationToken cancellation)
    {
        var sources = ReadSources();
        if (Volatile.Read(ref _current) is { } current && current.Sources == sources)
            return current;
        await _building.WaitAsync(cancellation);
        try
        {
            // read before the models: what changes meanwhile is found at the next call
            sources = ReadSources();
            if (_current?.Sources != sources)
                Volatile.Write(ref _current, new OpenApiText(sources, Build(sources), $"\"{_instance}-{++_builds}\""));
            return _current!;
        }
        finally
        {
            _building.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _building.Dispose();

    private OpenApiSources ReadSources() => new(
        catalog.Revision,
        servables?.Current,
        deployments?.Deployments.FirstOrDefault(deployment => deployment is { IsActive: true, IsValid: true })?.Records[0],
        ExampleNodes.Of(cluster?.Status));

    private byte[] Build(OpenApiSources sources)
    {
        var old = _descriptions;
        _descriptions = catalog.Models.ToDictionary(
            model => model.Name,
            model => old.TryGetValue(model.Name, out var known) && known.IsOf(model, catalog) ? known : models.Describe(model));
        using var text = new PooledBuffer();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = OpenApiJson.Options.Encoder, SkipValidation = true }))
            Write(json, sources, [.. _descriptions.Values.OrderBy(description => description.Model.Name.Value, StringComparer.Ordinal)]);
        return text.Written.ToArray();
    }

    private void Write(Utf8JsonWriter json, in OpenApiSources sources, ModelDescription[] descriptions)
    {
        json.WriteStartObject();
        json.WriteString("openapi"u8, "3.0.3");
        json.WriteStartObject("info"u8);
        json.WriteString("title"u8, "ModelCluster");
        json.WriteString("version"u8, Version);
        json.WriteString("description"u8, "What this server can be asked now. It changes as models come and go; every example works.");
        json.WriteEndObject();
        json.WriteStartArray("servers"u8);
        new JsonObject { ["url"] = "/" }.WriteTo(json);
        json.WriteEndArray();
        if (keys.IsClosed)
        {
            json.WritePropertyName("security"u8);
            SecuritySchemes.Either.WriteTo(json);
        }

        json.WriteStartObject("paths"u8);
        WritePaths(json, sources, descriptions);
        json.WriteEndObject();
        json.WriteStartObject("components"u8);
        WriteComponents(json, descriptions);
        if (keys.IsClosed)
        {
            json.WritePropertyName("securitySchemes"u8);
            SecuritySchemes.All.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WritePaths(Utf8JsonWriter json, in OpenApiSources sources, ModelDescription[] descriptions)
    {
        if (Array.Find(descriptions, description => description.FirstBody is not null) is { } first)
        {
            var isOnly = descriptions.Count(description => description.Model.Versions.Count > 0) == 1;
            json.WritePropertyName("/predict"u8);
            StaticDescriber.Predict(first.Model.Name.Value, first.FirstBody!, isOnly).WriteTo(json, OpenApiJson.Options);
        }

        foreach (var (path, item) in descriptions.SelectMany(description => description.Paths))
            WriteRaw(json, path, item);
        var examples = ExampleValues.Choose([.. descriptions.Select(description => description.Model)], sources.Deployment, sources.Servables, sources.Nodes);
        foreach (var (path, item) in server.Paths(examples))
        {
            json.WritePropertyName(path);
            item!.WriteTo(json, OpenApiJson.Options);
        }
    }

    private static void WriteComponents(Utf8JsonWriter json, ModelDescription[] descriptions)
    {
        json.WriteStartObject("schemas"u8);
        foreach (var (name, schema) in CommonParts.Schemas)
        {
            json.WritePropertyName(name);
            schema!.WriteTo(json, OpenApiJson.Options);
        }

        foreach (var (name, schema) in descriptions.SelectMany(description => description.Schemas))
            WriteRaw(json, name, schema);
        json.WriteEndObject();
        json.WritePropertyName("responses"u8);
        CommonParts.Responses.WriteTo(json, OpenApiJson.Options);
        json.WriteStartObject("examples"u8);
        foreach (var (name, example) in descriptions.SelectMany(description => description.Examples))
            WriteRaw(json, name, example);
        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, byte[] value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
