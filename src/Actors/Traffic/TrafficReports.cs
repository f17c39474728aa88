using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Traffic;

/// <summary>Reads what is measured of models' traffic. Thread-safe.</summary>
/// <param name="routes">Where it is kept.</param>
public sealed class TrafficReports(RouteTable routes) : ITrafficReports
{
    /// <inheritdoc/>
    public TrafficReport? Find(ModelName model) => routes.Routes(model) is { Compiled.Measures: var measures }
        ? new TrafficReport(measures.Losses.Count, measures.Mirror?.Report, measures.Watch?.Report)
        : null;
}
