using System.Text.Json.Nodes;
using ModelCluster.Api.Adapters;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>Schemas of the Open Inference Protocol's infer requests and answers, of one model.</summary>
internal static class InferSchema
{
    /// <summary>False: a tensor of half precision has no form in that protocol's JSON, so no example could work.</summary>
    public static bool HasJsonForm(ModelSignature signature) =>
        !signature.Inputs.Concat(signature.Outputs).Any(tensor => tensor.Type is TensorType.Fp16 or TensorType.Bf16);

    /// <summary>Of a request.</summary>
    public static JsonObject Request(ServableView servable) =>
        JsonSchema.Object(("inputs", JsonSchema.Array(Tensors(servable.Signature!.Inputs), "Every input once.")));

    /// <summary>Of an answer.</summary>
    public static JsonObject Response(ServableView servable) => JsonSchema.Object(
        ("model_name", JsonSchema.Text([servable.Id.Model.Value])),
        ("model_version", JsonSchema.Text([])),
        ("outputs", JsonSchema.Array(Tensors(servable.Signature!.Outputs))));

    private static JsonObject Tensors(IReadOnlyList<TensorSpec> tensors) =>
        new() { ["oneOf"] = new JsonArray([.. tensors.Select(tensor => (JsonNode)Of(tensor))]) };

    private static JsonObject Of(TensorSpec tensor) => JsonSchema.Object(
        ("name", JsonSchema.Text([tensor.Name])),
        ("datatype", JsonSchema.Text([tensor.Type.Name()])),
        ("shape", JsonSchema.Nested(TensorType.Int64, new TensorShape(tensor.Shape.Rank), $"Dimensions that fit {tensor.Shape}.")),
        ("data", new JsonObject
        {
            ["type"] = "array",
            ["items"] = new JsonObject(),
            ["description"] = $"The elements ({tensor.Type.Name()}), flat or nested as the shape says.",
        }));
}
