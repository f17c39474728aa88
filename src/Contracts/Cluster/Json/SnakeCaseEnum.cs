using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelCluster.Contracts.Cluster.Json;

/// <summary>An enum is a string such as <c>available</c>; numbers are refused.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
