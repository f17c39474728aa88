using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Cluster.Json;

/// <summary>A version is a string.</summary>
internal sealed class ModelVersionJson : JsonConverter<ModelVersion>
{
    public override ModelVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ModelVersion.TryParse(reader.GetString(), out var version) ? version : throw new JsonException("this is no version");

    public override void Write(Utf8JsonWriter writer, ModelVersion value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
