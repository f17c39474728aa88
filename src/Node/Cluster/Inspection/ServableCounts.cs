using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>What a servable has counted, or what several have counted in some time. Immutable.</summary>
/// <param name="Successes">Requests answered with outputs.</param>
/// <param name="Failures">Requests that failed though nothing was wrong with them.</param>
/// <param name="Rows">Rows that were run.</param>
/// <param name="Runs">Runs.</param>
/// <param name="Answered">How long the answered ones took, by bucket of <see cref="DurationBuckets"/>; empty when there was none.</param>
internal sealed record ServableCounts(long Successes, long Failures, long Rows, long Runs, IReadOnlyList<long> Answered)
{
    private static readonly ServableCounts None = new(0, 0, 0, 0, []);

    internal static ServableCounts Of(ServableStatistics statistics) => new(
        statistics.Success.Count,
        statistics.Fail.Count,
        statistics.InferenceCount,
        statistics.ExecutionCount,
        statistics.Outcomes.FirstOrDefault(outcome => outcome.Status == InferenceStatus.Ok)?.Durations.Counts ?? []);

    /// <summary>What was added to an earlier count of the same servable; all of it if there was none.</summary>
    internal ServableCounts Since(ServableCounts? earlier) => earlier is null ? this : new(
        Successes - earlier.Successes,
        Failures - earlier.Failures,
        Rows - earlier.Rows,
        Runs - earlier.Runs,
        earlier.Answered.Count == 0 ? Answered : [.. Answered.Zip(earlier.Answered, static (now, then) => now - then)]);

    internal static ServableCounts Sum(IEnumerable<ServableCounts> all) => all.Aggregate(None, static (sum, one) => new ServableCounts(
        sum.Successes + one.Successes,
        sum.Failures + one.Failures,
        sum.Rows + one.Rows,
        sum.Runs + one.Runs,
        sum.Answered.Count == 0 ? one.Answered : one.Answered.Count == 0 ? sum.Answered : [.. sum.Answered.Zip(one.Answered, static (left, right) => left + right)]));
}
