using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>Our own metrics of servables.</summary>
internal sealed class ServableFamilies(MetricWriter writer)
{
    /// <summary>Every other bound of <see cref="DurationBuckets"/>, in seconds: half the lines of a scrape, counts as exact.</summary>
    private static readonly double[] Seconds =
        [.. DurationBuckets.Microseconds.ToArray().Where((_, index) => index % 2 == 1).Select(microseconds => Math.Round(microseconds / 1e6, 8))];

    private static readonly double[] Rows = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    private readonly MetricFamily _duration = writer.Histogram(
        "modelcluster_request_duration_seconds", "Seconds from admission to reply, by how requests ended.");

    private readonly MetricFamily _batchSize = writer.Histogram("modelcluster_batch_size_rows", "Rows of the batches that were run.");
    private readonly MetricFamily _depth = writer.Gauge("modelcluster_queue_depth", "Requests that wait.");
    private readonly MetricFamily _oldest = writer.Gauge("modelcluster_queue_oldest_waiting_seconds", "Seconds that the oldest of them has waited.");
    private readonly MetricFamily _running = writer.Gauge("modelcluster_runs_in_progress", "Batches being run.");
    private readonly MetricFamily _memory = writer.Gauge("modelcluster_session_memory_bytes", "Bytes of the loaded model as the runtime tells.");

    /// <summary>Adds one servable.</summary>
    public void Add(MetricLabels labels, ServableStatistics statistics)
    {
        foreach (var outcome in statistics.Outcomes)
            AddDurations(labels.With("outcome", Outcomes.Word(outcome.Status)), outcome.Durations);
        if (statistics.Batches.Count > 0)
            AddBatches(labels, statistics.Batches);
        _depth.Add(labels, statistics.QueueDepth);
        _oldest.Add(labels, statistics.OldestWaiting.TotalSeconds);
        _running.Add(labels, statistics.RunsInProgress);
        _memory.Add(labels, statistics.MemoryBytes);
    }

    private void AddDurations(MetricLabels labels, DurationHistogram durations)
    {
        Span<long> counts = stackalloc long[Seconds.Length + 1];
        counts.Clear();
        for (var bucket = 0; bucket < durations.Counts.Count; bucket++)
            counts[bucket / 2] += durations.Counts[bucket];
        _duration.Add(labels, Seconds, counts, durations.Nanoseconds / 1e9);
    }

    private void AddBatches(MetricLabels labels, IReadOnlyList<BatchStatistic> batches)
    {
        Span<long> counts = stackalloc long[Rows.Length + 1];
        counts.Clear();
        double sum = 0;
        foreach (var batch in batches)
        {
            var found = Array.BinarySearch(Rows, batch.BatchSize);
            counts[found < 0 ? ~found : found] += batch.ComputeInfer.Count;
            sum += (double)batch.BatchSize * batch.ComputeInfer.Count;
        }

        _batchSize.Add(labels, Rows, counts, sum);
    }
}
