using System.Text.Json.Serialization;

namespace ModelCluster.Baseline;

internal sealed record InferRequest(InferTensor[] Inputs);

internal sealed record InferResponse(
    [property: JsonPropertyName("model_name")] string ModelName,
    [property: JsonPropertyName("model_version")] string ModelVersion,
    InferTensor[] Outputs);

internal sealed record InferFailure(string Error);

internal sealed record InferTensor(string Name, string Datatype, int[] Shape, float[] Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InferRequest))]
[JsonSerializable(typeof(InferResponse))]
[JsonSerializable(typeof(InferFailure))]
internal sealed partial class InferJson : JsonSerializerContext;
