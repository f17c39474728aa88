using System.Text.Json.Serialization;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>The JSON of all records: a constructor's parameter without a default must be there, and what is not nullable is not null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(DeviceKindJson), typeof(MemberStateJson), typeof(ModelNameJson), typeof(ModelVersionJson), typeof(NodeIdJson),
        typeof(NodeRolesJson), typeof(OperatorHoldJson), typeof(ReplicaGateJson), typeof(ServableStateJson), typeof(TensorShapeJson),
        typeof(TensorTypeJson), typeof(VersionPolicyJson), typeof(VersionRangeJson),
    ])]
[JsonSerializable(typeof(MemberRecord))]
[JsonSerializable(typeof(LeaderRecord))]
[JsonSerializable(typeof(SpecRecord))]
[JsonSerializable(typeof(PlacementRecord))]
[JsonSerializable(typeof(ServableRecord))]
[JsonSerializable(typeof(ModelRecord))]
[JsonSerializable(typeof(ModelOptions))]
internal sealed partial class RecordJson : JsonSerializerContext;
