using System.Text.Json.Serialization;
using ModelCluster.Contracts.Cluster.Json;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Contracts.Cluster;

/// <summary>
/// How what <see cref="IClusterInspection"/> tells looks in JSON, to clients and between nodes: members in snake_case, durations in
/// milliseconds (<c>…_ms</c>), times in UTC. Members that a newer node adds are passed over by an older one.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(NodeIdJson), typeof(NodeRolesJson), typeof(ModelNameJson), typeof(ModelVersionJson), typeof(MillisecondsJson),
        typeof(SnakeCaseEnum<MemberState>), typeof(SnakeCaseEnum<LinkCondition>), typeof(SnakeCaseEnum<ServableState>),
    ])]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(MemberStatus))]
[JsonSerializable(typeof(IReadOnlyList<PlacementStatus>))]
[JsonSerializable(typeof(NodeActors))]
[JsonSerializable(typeof(ClusterAnswer<NodeActors>), TypeInfoPropertyName = "ClusterActors")]
[JsonSerializable(typeof(NodeLoad))]
[JsonSerializable(typeof(ClusterAnswer<NodeLoad>), TypeInfoPropertyName = "ClusterLoad")]
public sealed partial class ClusterJson : JsonSerializerContext;
