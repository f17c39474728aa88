using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>
/// What one model adds to the document, written out: kept as long as the model, and each pipeline that it is predicted through,
/// stays as it is.
/// </summary>
/// <param name="Model">What it was made from.</param>
internal sealed record ModelDescription(ModelView Model)
{
    /// <summary>The pipelines that its versions are predicted through, as they were; null for one that was not there.</summary>
    public Dictionary<ModelName, ModelView?> Pipelines { get; } = [];

    /// <summary>Path items by path.</summary>
    public List<KeyValuePair<string, byte[]>> Paths { get; } = [];

    /// <summary>Schemas by the name of the component.</summary>
    public List<KeyValuePair<string, byte[]>> Schemas { get; } = [];

    /// <summary>Large examples by the name of the component.</summary>
    public List<KeyValuePair<string, byte[]>> Examples { get; } = [];

    /// <summary>The newest version's request body for <c>/predict</c>; null if it has none.</summary>
    public JsonObject? FirstBody { get; set; }

    /// <summary>True if it describes <paramref name="model"/> as it is now.</summary>
    public bool IsOf(ModelView model, IModelCatalog catalog) =>
        ReferenceEquals(Model, model) && Pipelines.All(pipeline => ReferenceEquals(pipeline.Value, catalog.Find(pipeline.Key)));

    /// <summary>Adds a path with one POST operation.</summary>
    public void AddPost(string path, JsonObject operation) => Add(Paths, path, new JsonObject { ["post"] = operation });

    /// <summary>Adds a schema and gives the reference to it.</summary>
    public JsonObject AddSchema(string name, JsonObject schema)
    {
        Add(Schemas, name, schema);
        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    /// <summary>A media type with an example: in it, or, when it is long, among the components.</summary>
    public JsonObject Content(string name, JsonObject schema, ReadOnlySpan<byte> example)
    {
        const int LongestInPlace = 16 * 1024;
        var media = new JsonObject { ["schema"] = schema.DeepClone() };
        if (example.Length <= LongestInPlace)
        {
            media["example"] = JsonNode.Parse(example);
        }
        else
        {
            if (!Examples.Exists(known => known.Key == name))
                Examples.Add(new(name, [.. "{\"value\":"u8, .. example, (byte)'}']));
            media["examples"] = new JsonObject { ["sample"] = new JsonObject { ["$ref"] = $"#/components/examples/{name}" } };
        }

        return new JsonObject { ["application/json"] = media };
    }

    private static void Add(List<KeyValuePair<string, byte[]>> parts, string name, JsonObject part) =>
        parts.Add(new(name, JsonSerializer.SerializeToUtf8Bytes(part, OpenApiJson.Options)));
}
