using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Actors.Traffic;

/// <summary>What is measured of models' traffic, for <c>GET /metrics</c>. Thread-safe.</summary>
/// <param name="routes">Where it is kept.</param>
public sealed class TrafficMetrics(RouteTable routes) : IMetricSource
{
    /// <summary>Seconds.</summary>
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <inheritdoc/>
    public void Write(MetricWriter writer)
    {
        var dropped = writer.Counter(
            "modelcluster_dropped_during_swap_total", "Requests that found no servable because what is served was being changed.");
        foreach (var model in routes.All)
        {
            var measures = model.Compiled.Measures;
            var name = MetricLabels.Of("model", model.View.Name.Value);
            dropped.Add(name, measures.Losses.Count);
            if (measures.Mirror is { } mirror)
                Write(writer, name.With("version", mirror.Mirror.Version.ToString()), mirror);
            if (measures.Watch is { } watch)
                Write(writer, name.With("version", watch.Limits.Candidate.ToString()), watch.Report);
        }
    }

    private static void Write(MetricWriter writer, MetricLabels labels, MirrorTap mirror)
    {
        var report = mirror.Report;
        Count("requests", "Copies of requests that a shadow version got.", report.Requests);
        Count("dropped", "Requests not copied because too many copies were under way.", report.Dropped);
        Count("unavailable", "Copies not run because the shadow version was not available.", report.Unavailable);
        Count("errors", "Copies that the shadow version answered with an error.", report.Errors);
        Count("compared", "Answers of a shadow version compared with the client's.", report.Compared);
        Count("agreed", "Compared answers that agree within the tolerance.", report.Agreed);
        Count("incomparable", "Compared answers that differ in other ways than by numbers.", report.Incomparable);
        writer.Gauge(
            "modelcluster_mirror_max_absolute_difference", "Largest difference of two numbers in the same place of compared answers.").Add(labels, report.MaxAbsoluteDifference);
        var latency = writer.Histogram(
            "modelcluster_mirror_latency_seconds", "Latency of answers that were compared, the client's and the shadow version's.");
        latency.Add(labels.With("side", "primary"), Bounds, mirror.Primary.CountsBetween(Bounds), mirror.Primary.Sum.TotalSeconds);
        latency.Add(labels.With("side", "shadow"), Bounds, mirror.Shadow.CountsBetween(Bounds), mirror.Shadow.Sum.TotalSeconds);

        void Count(string name, string help, long value) => writer.Counter($"modelcluster_mirror_{name}_total", help).Add(labels, value);
    }

    private static void Write(MetricWriter writer, MetricLabels labels, CandidateReport report)
    {
        writer.Counter("modelcluster_candidate_requests_total", "Requests a candidate version answered since its limits were set.")
            .Add(labels, report.Requests);
        writer.Counter("modelcluster_candidate_failures_total", "Of these, those that failed.").Add(labels, report.Failures);
        writer.Gauge("modelcluster_candidate_latency_p99_seconds", "99th percentile of a candidate's latency since its limits were set.")
            .Add(labels, report.P99?.TotalSeconds ?? 0);
        writer.Gauge("modelcluster_candidate_rolled_back", "1 if a candidate broke its limits and gets no more requests, else 0.")
            .Add(labels, report.State == CandidateState.RolledBack ? 1 : 0);
    }
}
