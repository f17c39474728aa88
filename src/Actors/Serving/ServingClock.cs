using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Actors.Serving;

/// <summary>Timestamps of a <see cref="TimeProvider"/> with the conversions the hot path needs. Thread-safe.</summary>
/// <param name="time">The clock.</param>
public sealed class ServingClock(TimeProvider time)
{
    private readonly double _nanosecondsPerTick = 1e9 / time.TimestampFrequency;

    private readonly long[] _bucketBounds = [.. DurationBuckets.Microseconds.ToArray().Select(bound => (long)(bound * time.TimestampFrequency / 1e6))];

    /// <summary>The clock behind it.</summary>
    public TimeProvider Time => time;

    /// <summary>Now, in ticks.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>A duration in ticks.</summary>
    public long Ticks(TimeSpan duration) => (long)Math.Round(duration.Ticks * (double)time.TimestampFrequency / TimeSpan.TicksPerSecond);

    /// <summary>The index of the bucket of <see cref="DurationBuckets"/> that a duration in ticks falls into.</summary>
    public int Bucket(long ticks)
    {
        var found = Array.BinarySearch(_bucketBounds, ticks);
        return found < 0 ? ~found : found;
    }

    /// <summary>Ticks as a duration.</summary>
    public TimeSpan Duration(long ticks) => TimeSpan.FromMicroseconds(ticks * _nanosecondsPerTick / 1_000);

    /// <summary>Ticks in nanoseconds.</summary>
    public long Nanoseconds(long ticks) => (long)(ticks * _nanosecondsPerTick);

    /// <summary>Ticks as a duration, rounded up to the millisecond a timer can wait, at least one.</summary>
    public TimeSpan TimerDelay(long ticks) =>
        TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(ticks * _nanosecondsPerTick / 1e6), 1, uint.MaxValue - 1));
}
