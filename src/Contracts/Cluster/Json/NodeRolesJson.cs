using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelCluster.Contracts.Cluster.Json;

/// <summary>Roles are a list: <c>["api","worker"]</c>. One that is not known here is passed over.</summary>
internal sealed class NodeRolesJson : JsonConverter<NodeRoles>
{
    public override NodeRoles Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("roles are a list");
        var roles = NodeRoles.None;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            roles |= reader.GetString() switch
            {
                "api" => NodeRoles.Api,
                "worker" => NodeRoles.Worker,
                _ => NodeRoles.None,
            };
        }

        return roles;
    }

    public override void Write(Utf8JsonWriter writer, NodeRoles value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        if (value.HasFlag(NodeRoles.Api))
            writer.WriteStringValue("api"u8);
        if (value.HasFlag(NodeRoles.Worker))
            writer.WriteStringValue("worker"u8);
        writer.WriteEndArray();
    }
}
