using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Contracts.Admin;

/// <summary>How often, and for how long altogether.</summary>
/// <param name="Count">How often.</param>
/// <param name="Nanoseconds">The sum of the durations.</param>
public readonly record struct DurationStatistic(long Count, long Nanoseconds);

/// <summary>The runs of one batch size.</summary>
/// <param name="BatchSize">Rows.</param>
/// <param name="ComputeInput">Assembling the batch.</param>
/// <param name="ComputeInfer">Running the session.</param>
/// <param name="ComputeOutput">Splitting the outputs.</param>
public sealed record BatchStatistic(long BatchSize, DurationStatistic ComputeInput, DurationStatistic ComputeInfer, DurationStatistic ComputeOutput);

/// <summary>The requests that ended in one way, from admission to reply.</summary>
/// <param name="Status">How they ended.</param>
/// <param name="Durations">How long they took.</param>
public sealed record OutcomeStatistic(InferenceStatus Status, DurationHistogram Durations);

/// <summary>Counters of one servable since it was loaded, as the statistics extension defines them.</summary>
public sealed record ServableStatistics
{
    /// <summary>When the last request was answered; null if none was.</summary>
    public DateTimeOffset? LastInference { get; init; }

    /// <summary>Rows answered.</summary>
    public long InferenceCount { get; init; }

    /// <summary>Session runs.</summary>
    public long ExecutionCount { get; init; }

    /// <summary>Requests answered with outputs, from admission to reply.</summary>
    public DurationStatistic Success { get; init; }

    /// <summary>
    /// Requests without outputs although there was nothing wrong with their names, types and shapes: shed, expired,
    /// cancelled or failed.
    /// </summary>
    public DurationStatistic Fail { get; init; }

    /// <summary>Waiting in the mailbox.</summary>
    public DurationStatistic Queue { get; init; }

    /// <summary>Assembling batches, counted per request.</summary>
    public DurationStatistic ComputeInput { get; init; }

    /// <summary>Running, counted per request.</summary>
    public DurationStatistic ComputeInfer { get; init; }

    /// <summary>Splitting outputs, counted per request.</summary>
    public DurationStatistic ComputeOutput { get; init; }

    /// <summary>By batch size, smallest first.</summary>
    public IReadOnlyList<BatchStatistic> Batches { get; init; } = [];

    /// <summary>By how requests ended, those that were wrong included; only the ways that occurred.</summary>
    public IReadOnlyList<OutcomeStatistic> Outcomes { get; init; } = [];

    /// <summary>How long runs of the session took; null before the first.</summary>
    public DurationHistogram? RunDurations { get; init; }

    /// <summary>Requests waiting now.</summary>
    public int QueueDepth { get; init; }

    /// <summary>How long the oldest of them has waited; zero when none waits.</summary>
    public TimeSpan OldestWaiting { get; init; }

    /// <summary>Batches being run now.</summary>
    public int RunsInProgress { get; init; }

    /// <summary>How long loading took, rehearsal included.</summary>
    public TimeSpan LoadDuration { get; init; }

    /// <summary>
    /// Requests that were answered at their deadline but are still being run now. Each keeps a slot; one that never ends keeps
    /// it, and the version in memory, until the node ends.
    /// </summary>
    public int OverdueRuns { get; init; }

    /// <summary>Requests answered from kept answers or from the run of an equal request; zero where answers are not kept.</summary>
    public DurationStatistic CacheHits { get; init; }

    /// <summary>Requests that took a run although answers are kept, and the time that looking for their answers took.</summary>
    public DurationStatistic CacheMisses { get; init; }

    /// <summary>Bytes of the loaded model as the runtime tells.</summary>
    public long MemoryBytes { get; init; }
}
