using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Cluster.Json;

/// <summary>A model's name is a string.</summary>
internal sealed class ModelNameJson : JsonConverter<ModelName>
{
    public override ModelName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ModelName.TryParse(reader.GetString(), out var name, out var error) ? name : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, ModelName value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
