using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>Triton's metrics of servables, under its names, so that dashboards made for it go on working.</summary>
internal sealed class TritonFamilies(MetricWriter writer)
{
    private readonly MetricFamily _success = writer.Counter("nv_inference_request_success", "Requests answered with outputs.");
    private readonly MetricFamily _failure = writer.Counter("nv_inference_request_failure", "Requests answered with an error, by reason.");
    private readonly MetricFamily _rows = writer.Counter("nv_inference_count", "Rows answered; a batch of n counts n.");
    private readonly MetricFamily _runs = writer.Counter("nv_inference_exec_count", "Runs of the session.");
    private readonly MetricFamily _request = Micro(writer, "request", "from admission to reply");
    private readonly MetricFamily _queue = Micro(writer, "queue", "in the queue");
    private readonly MetricFamily _input = Micro(writer, "compute_input", "assembling batches");
    private readonly MetricFamily _infer = Micro(writer, "compute_infer", "running");
    private readonly MetricFamily _output = Micro(writer, "compute_output", "splitting outputs");
    private readonly MetricFamily _pending = writer.Gauge("nv_inference_pending_request_count", "Requests that wait for a run.");
    private readonly MetricFamily _hits = writer.Counter("nv_cache_num_hits_per_model", "Requests answered from the response cache.");
    private readonly MetricFamily _misses = writer.Counter("nv_cache_num_misses_per_model", "Requests that were not in the response cache.");
    private readonly MetricFamily _load = writer.Gauge("nv_model_load_duration_secs", "Seconds that loading took.");

    /// <summary>Adds one servable.</summary>
    public void Add(MetricLabels labels, ServableStatistics statistics)
    {
        _success.Add(labels, statistics.Success.Count);
        foreach (var reason in Outcomes.Reasons)
            _failure.Add(labels.With("reason", reason), Failures(statistics, reason));
        _rows.Add(labels, statistics.InferenceCount);
        _runs.Add(labels, statistics.ExecutionCount);
        _request.Add(labels, Microseconds(statistics.Success));
        _queue.Add(labels, Microseconds(statistics.Queue));
        _input.Add(labels, Microseconds(statistics.ComputeInput));
        _infer.Add(labels, Microseconds(statistics.ComputeInfer));
        _output.Add(labels, Microseconds(statistics.ComputeOutput));
        _pending.Add(labels, statistics.QueueDepth);
        _hits.Add(labels, statistics.CacheHits.Count);
        _misses.Add(labels, statistics.CacheMisses.Count);
        _load.Add(labels, statistics.LoadDuration.TotalSeconds);
    }

    private static MetricFamily Micro(MetricWriter writer, string part, string what) =>
        writer.Counter($"nv_inference_{part}_duration_us", $"Microseconds that answered requests spent {what}, summed over requests.");

    private static long Failures(ServableStatistics statistics, string reason) =>
        statistics.Outcomes.Where(outcome => Outcomes.Reason(outcome.Status) == reason).Sum(outcome => outcome.Durations.Count);

    private static long Microseconds(DurationStatistic statistic) => statistic.Nanoseconds / 1_000;
}
