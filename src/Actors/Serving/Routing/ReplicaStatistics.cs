using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>What several replicas of a version counted, as one. Stateless.</summary>
internal static class ReplicaStatistics
{
    /// <summary>The sum; null when there is none to add up.</summary>
    internal static ServableStatistics? Total(IReadOnlyList<ServableStatistics> replicas) => replicas switch
    {
        [] => null,
        [var only] => only,
        _ => Sum(replicas),
    };

    private static ServableStatistics Sum(IReadOnlyList<ServableStatistics> all) => new()
    {
        LastInference = all.Max(one => one.LastInference),
        InferenceCount = all.Sum(one => one.InferenceCount),
        ExecutionCount = all.Sum(one => one.ExecutionCount),
        Success = Sum(all.Select(one => one.Success)),
        Fail = Sum(all.Select(one => one.Fail)),
        Queue = Sum(all.Select(one => one.Queue)),
        ComputeInput = Sum(all.Select(one => one.ComputeInput)),
        ComputeInfer = Sum(all.Select(one => one.ComputeInfer)),
        ComputeOutput = Sum(all.Select(one => one.ComputeOutput)),
        Batches = [.. all.SelectMany(one => one.Batches).GroupBy(batch => batch.BatchSize).OrderBy(size => size.Key).Select(Sum)],
        Outcomes = [.. all.SelectMany(one => one.Outcomes).GroupBy(outcome => outcome.Status).OrderBy(status => status.Key)
            .Select(status => new OutcomeStatistic(status.Key, Sum(status.Select(outcome => outcome.Durations))))],
        RunDurations = all.Where(one => one.RunDurations is not null).Select(one => one.RunDurations!).ToList() is { Count: > 0 } runs ? Sum(runs) : null,
        QueueDepth = all.Sum(one => one.QueueDepth),
        OldestWaiting = all.Max(one => one.OldestWaiting),
        RunsInProgress = all.Sum(one => one.RunsInProgress),
        OverdueRuns = all.Sum(one => one.OverdueRuns),
        LoadDuration = all.Max(one => one.LoadDuration),
        MemoryBytes = all.Sum(one => one.MemoryBytes),
    };

    private static DurationStatistic Sum(IEnumerable<DurationStatistic> all) =>
        all.Aggregate(default(DurationStatistic), static (sum, one) => new DurationStatistic(sum.Count + one.Count, sum.Nanoseconds + one.Nanoseconds));

    private static BatchStatistic Sum(IGrouping<long, BatchStatistic> size) => new(
        size.Key,
        Sum(size.Select(one => one.ComputeInput)),
        Sum(size.Select(one => one.ComputeInfer)),
        Sum(size.Select(one => one.ComputeOutput)));

    /// <summary>All have the same buckets.</summary>
    private static DurationHistogram Sum(IEnumerable<DurationHistogram> all) => all.Aggregate(static (sum, one) =>
        new DurationHistogram([.. sum.Counts.Zip(one.Counts, static (left, right) => left + right)], sum.Nanoseconds + one.Nanoseconds));
}
