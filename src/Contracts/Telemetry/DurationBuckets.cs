namespace ModelCluster.Contracts.Telemetry;

/// <summary>The buckets in which durations are counted: up to 10 µs × 1.8ⁿ for n from 0 to 32 (25 minutes), and above.</summary>
public static class DurationBuckets
{
    /// <summary>How many buckets there are, the one above the last bound included.</summary>
    public const int Count = 34;

    private static readonly double[] Bounds = [.. Enumerable.Range(0, Count - 1).Select(n => 10 * Math.Pow(1.8, n))];

    /// <summary>The upper bounds in microseconds, inclusive, growing.</summary>
    public static ReadOnlySpan<double> Microseconds => Bounds;
}
