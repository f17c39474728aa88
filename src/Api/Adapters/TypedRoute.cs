using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Adapters;

/// <summary>Who answers a servable's typed requests, and who shapes them.</summary>
/// <param name="Adapter">Suits <paramref name="Target"/>.</param>
/// <param name="Target">The servable itself, or the pipeline that it is predicted through; with a signature.</param>
/// <param name="Pipeline">The name of that pipeline; null: the servable answers itself.</param>
internal sealed record TypedRoute(IAdapter Adapter, ServableView Target, ModelName? Pipeline);
