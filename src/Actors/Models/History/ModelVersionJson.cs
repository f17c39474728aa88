using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.History;

/// <summary>A version is a string in JSON, also where it is a key.</summary>
internal sealed class ModelVersionJson : JsonConverter<ModelVersion>
{
    public override ModelVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    public override ModelVersion ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, ModelVersion value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, ModelVersion value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString());

    private static ModelVersion Parse(string? text) =>
        ModelVersion.TryParse(text, out var version) ? version : throw new JsonException($"'{text}' is no version.");
}
