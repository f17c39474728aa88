using System.Text.Json.Serialization;

namespace ModelCluster.Node.Deployments;

/// <summary>A domain as nodes tell each other.</summary>
/// <param name="Domain">The host's name.</param>
/// <param name="Port">The port that clients name.</param>
/// <param name="Model">Whose it is.</param>
internal sealed record DomainEntry(string Domain, int Port, string Model);

/// <summary>How domains are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<DomainEntry>))]
internal sealed partial class DomainJson : JsonSerializerContext;
