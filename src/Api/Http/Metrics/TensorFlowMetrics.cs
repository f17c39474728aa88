using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>
/// TensorFlow Serving's metrics under its names, as its dashboards ask for them at <c>/monitoring/prometheus/metrics</c>: sums over
/// the versions of a model that are loaded, whatever protocol requests came by.
/// </summary>
internal sealed class TensorFlowMetrics(IModelCatalog catalog)
{
    /// <summary>Writes them.</summary>
    public void Write(MetricWriter writer)
    {
        var count = writer.Counter(":tensorflow:serving:request_count", "The total number of requests over an API, by model and status.");
        var latency = writer.Histogram(":tensorflow:serving:request_latency", "Microseconds from admission to reply of answered requests.");
        var runtime = writer.Histogram(":tensorflow:serving:runtime_latency", "Microseconds of runs of the session.");
        foreach (var model in catalog.Models)
        {
            var statistics = model.Versions.Select(servable => catalog.Statistics(servable.Id)).OfType<ServableStatistics>().ToList();
            var name = MetricLabels.Of("model_name", model.Name.Value);
            foreach (var outcome in statistics.SelectMany(version => version.Outcomes).GroupBy(outcome => outcome.Status))
                count.Add(name.With("status", Outcomes.GrpcWord(outcome.Key)), outcome.Sum(one => one.Durations.Count));
            Add(
                latency,
                name.With("API", "Predict").With("entrypoint", "Infer"),
                statistics.SelectMany(version => version.Outcomes).Where(outcome => outcome.Status == InferenceStatus.Ok).Select(outcome => outcome.Durations));
            Add(
                runtime,
                name.With("API", "Predict").With("runtime", "ONNX"),
                statistics.Select(version => version.RunDurations).OfType<DurationHistogram>());
        }
    }

    private static void Add(MetricFamily family, MetricLabels labels, IEnumerable<DurationHistogram> parts)
    {
        Span<long> counts = stackalloc long[DurationBuckets.Count];
        counts.Clear();
        double microseconds = 0;
        var isAny = false;
        foreach (var part in parts)
        {
            isAny = true;
            microseconds += part.Nanoseconds / 1e3;
            for (var bucket = 0; bucket < counts.Length; bucket++)
                counts[bucket] += part.Counts[bucket];
        }

        if (isAny)
            family.Add(labels, DurationBuckets.Microseconds, counts, microseconds);
    }
}
