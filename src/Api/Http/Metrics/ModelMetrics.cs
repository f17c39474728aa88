using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>The metrics of every model and version, from the counters of its servables.</summary>
internal sealed class ModelMetrics(IModelCatalog catalog) : IMetricSource
{
    /// <inheritdoc/>
    public void Write(MetricWriter writer)
    {
        writer.Gauge("modelcluster_ready", "1 when every required model serves.").Add(catalog.IsReady ? 1 : 0);
        var models = catalog.Models;
        writer.Gauge("modelcluster_models", "Models that the repository holds or the node still serves.").Add(models.Count);
        var states = writer.Gauge("modelcluster_version_state", "1 for the state that a version is in; two while it is loaded again.");
        var desired = writer.Gauge("modelcluster_version_desired_replicas", "Replicas that a version should have.");
        var ready = writer.Gauge("modelcluster_version_ready_replicas", "Replicas of a version that take requests.");
        var problems = writer.Gauge("modelcluster_model_problem", "1 for a model whose files or settings are bad.");
        var own = new ServableFamilies(writer);
        var triton = new TritonFamilies(writer);
        foreach (var model in models)
        {
            if (model.Problem is not null)
                problems.Add(MetricLabels.Of("model", model.Name.Value), 1);
            foreach (var version in model.Versions.GroupBy(servable => servable.Id))
            {
                var labels = MetricLabels.Of(version.Key);
                foreach (var state in version.Select(servable => servable.State).Distinct())
                    states.Add(labels.With("state", Word(state)), 1);
                desired.Add(labels, version.Max(servable => servable.DesiredReplicas));
                ready.Add(labels, version.Max(servable => servable.ReadyReplicas));
                if (catalog.Statistics(version.Key) is not { } statistics)
                    continue;
                own.Add(labels, statistics);
                triton.Add(labels, statistics);
            }
        }
    }

    private static string Word(ServableState state) => state switch
    {
        ServableState.New => "new",
        ServableState.Loading => "loading",
        ServableState.Warming => "warming",
        ServableState.Available => "available",
        ServableState.Draining => "draining",
        ServableState.Unloading => "unloading",
        ServableState.Ended => "ended",
        _ => "failed",
    };
}
