using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Actors.Serving.Execution;

/// <summary>Durations counted by bucket, in ticks. Not thread-safe.</summary>
internal sealed class DurationCounts
{
    private readonly long[] _counts = new long[DurationBuckets.Count];
    private long _ticks;

    internal void Add(int bucket, long ticks)
    {
        _counts[bucket]++;
        _ticks += ticks;
    }

    internal void Add(DurationCounts other)
    {
        for (var bucket = 0; bucket < _counts.Length; bucket++)
            _counts[bucket] += other._counts[bucket];
        _ticks += other._ticks;
    }

    internal DurationHistogram ToHistogram(ServingClock clock) => new([.. _counts], clock.Nanoseconds(_ticks));
}
