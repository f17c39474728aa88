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
        var states = writer.Gauge("modelcluster_version_state", "1 for the state that a version is in.");
        var problems = writer.Gauge("modelcluster_model_problem", "1 for a model whose files or settings are bad.");
        var own = new ServableFamilies(writer);
        var triton = new TritonFamilies(writer);
        foreach (var model in models)
        {
            if (model.Problem is not null)
                problems.Add(MetricLabels.Of("model", model.Name.Value), 1);
            foreach (var servable in model.Versions)
            {
                var labels = MetricLabels.Of(servable.Id);
                states.Add(labels.With("state", Word(servable.State)), 1);
                if (catalog.Statistics(servable.Id) is not { } statistics)
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
