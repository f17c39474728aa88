using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelCluster.Contracts.Cluster.Json;

/// <summary>A node's name is a string.</summary>
internal sealed class NodeIdJson : JsonConverter<NodeId>
{
    public override NodeId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        NodeId.TryParse(reader.GetString(), out var node) ? node : throw new JsonException("this is no node's name");

    public override void Write(Utf8JsonWriter writer, NodeId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
