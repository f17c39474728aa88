using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Serving.Warming;

namespace ModelCluster.Actors.Models;

/// <summary>What the actors of this folder share. Immutable.</summary>
/// <param name="Loader">Makes servables.</param>
/// <param name="Loading">Where loading happens.</param>
/// <param name="Routes">Where supervisors publish.</param>
/// <param name="Log">What operators read.</param>
public sealed record ServingParts(ServableLoader Loader, LoadingQueue Loading, RouteTable Routes, ModelsLog Log);
