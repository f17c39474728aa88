using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Infer;

/// <summary>Where a request goes and when it came: what the reader needs besides the body.</summary>
/// <param name="Model">From the URL.</param>
/// <param name="Version">From the URL.</param>
/// <param name="Time">The node's clock.</param>
/// <param name="Arrival">Timestamp of <paramref name="Time"/> from which the request's timeout counts.</param>
internal readonly record struct InferTarget(ModelName Model, VersionSelector Version, TimeProvider Time, long Arrival);
