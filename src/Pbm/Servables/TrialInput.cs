using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Servables;

/// <summary>Makes an input to try a model with: free dimensions are 1, numbers 1, texts "example".</summary>
internal static class TrialInput
{
    /// <summary>More elements make no readable sample.</summary>
    private const long MaxElements = 1_000_000;

    /// <summary>The input of an infer request for an input as the model's metadata describes it.</summary>
    internal static JsonObject Of(JsonObject input)
    {
        var datatype = input["datatype"]!.ToString();
        var shape = input["shape"]!.AsArray().Select(dimension => Math.Max(1, dimension!.GetValue<long>())).ToList();
        var count = shape.Aggregate(1L, (product, dimension) => Math.Min(MaxElements, product * dimension));
        return new JsonObject
        {
            ["name"] = input["name"]!.ToString(),
            ["shape"] = new JsonArray([.. shape.Select(dimension => (JsonNode)dimension)]),
            ["datatype"] = datatype,
            ["data"] = new JsonArray([.. Enumerable.Repeat(0, (int)count).Select(_ => (JsonNode)Element(datatype))]),
        };
    }

    private static JsonValue Element(string datatype) => datatype switch
    {
        "BOOL" => JsonValue.Create(true),
        "BYTES" => JsonValue.Create("example"),
        _ => JsonValue.Create(1),
    };
}
