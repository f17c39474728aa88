using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>Writes <c>available</c> for <see cref="ServableState.Available"/>, and so on.</summary>
internal sealed class ServableStateJson() : JsonStringEnumConverter<ServableState>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>Writes <c>up</c> for <see cref="MemberState.Up"/>, and so on.</summary>
internal sealed class MemberStateJson() : JsonStringEnumConverter<MemberState>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>Writes <c>open</c> for <see cref="ReplicaGate.Open"/>, and so on.</summary>
internal sealed class ReplicaGateJson() : JsonStringEnumConverter<ReplicaGate>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>Writes <c>cpu</c> for <see cref="DeviceKind.Cpu"/>, and so on.</summary>
internal sealed class DeviceKindJson() : JsonStringEnumConverter<DeviceKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>A list of names, such as <c>["api","worker"]</c>; a role that this release does not know is passed over.</summary>
internal sealed class NodeRolesJson : JsonConverter<NodeRoles>
{
    private static readonly (string Name, NodeRoles Role)[] Known = [("api", NodeRoles.Api), ("worker", NodeRoles.Worker)];

    public override NodeRoles Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Roles are a list of names.");
        var roles = NodeRoles.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            var name = reader.GetString();
            roles |= Array.Find(Known, known => known.Name == name).Role;
        }

        return reader.TokenType == JsonTokenType.EndArray ? roles : throw new JsonException("A role is a name.");
    }

    public override void Write(Utf8JsonWriter writer, NodeRoles value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var (name, role) in Known)
        {
            if (value.HasFlag(role))
                writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
