namespace ModelCluster.Contracts.Telemetry;

/// <summary>How often something took how long.</summary>
/// <param name="Counts">By bucket, each alone: those of <see cref="DurationBuckets"/>.</param>
/// <param name="Nanoseconds">The sum of all durations.</param>
public sealed record DurationHistogram(IReadOnlyList<long> Counts, long Nanoseconds)
{
    /// <summary>How often.</summary>
    public long Count => Counts.Sum();
}
