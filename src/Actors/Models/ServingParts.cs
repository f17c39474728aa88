using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.History;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Serving.Warming;

namespace ModelCluster.Actors.Models;

/// <summary>What the actors of this folder share. Immutable.</summary>
/// <param name="Loader">Makes servables.</param>
/// <param name="Loading">Where loading happens.</param>
/// <param name="Routes">Where supervisors publish.</param>
/// <param name="Log">What operators read.</param>
/// <param name="History">Where models' histories are kept; null: nowhere, and an unload lasts until the node ends.</param>
public sealed record ServingParts(
    ServableLoader Loader, LoadingQueue Loading, RouteTable Routes, ModelsLog Log, EventSourcing<ModelIntent, IModelEvent>? History = null);
