using System.Numerics;

namespace ModelCluster.Actors.Traffic;

/// <summary>
/// How long requests took, in buckets whose width is at most 1/32 of their lower end; 9 KiB, whatever is counted. Counting
/// takes no lock; a reader sees a moment that may be a few requests apart from another counter's. Thread-safe.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int StepsLog2 = 5;
    private const int Steps = 1 << StepsLog2;

    /// <summary>Microseconds, from 0 to 2^36: 19 hours. What takes longer counts as that.</summary>
    private const int LargestLog2 = 36;

    private readonly long[] _counts = new long[Steps * (LargestLog2 - StepsLog2 + 1)];
    private long _sum;

    /// <summary>Counts one request.</summary>
    internal void Add(TimeSpan took)
    {
        var microseconds = Math.Clamp((long)took.TotalMicroseconds, 0, (1L << LargestLog2) - 1);
        Interlocked.Increment(ref _counts[IndexOf(microseconds)]);
        Interlocked.Add(ref _sum, microseconds);
    }

    /// <summary>All together.</summary>
    internal TimeSpan Sum => TimeSpan.FromMicroseconds(Volatile.Read(ref _sum));

    /// <summary>
    /// The time within which this part of the requests was answered, overstated by nothing and understated by at most 1/32;
    /// null before the first.
    /// </summary>
    /// <param name="part">Above 0 to 1.</param>
    internal TimeSpan? Quantile(double part)
    {
        var counts = Snapshot();
        var total = counts.Sum();
        if (total == 0)
            return null;
        var rank = (long)Math.Ceiling(part * total);
        var index = 0;
        for (var seen = counts[0]; seen < rank; seen += counts[index])
            index++;
        return TimeSpan.FromMicroseconds(LowerEnd(index));
    }

    /// <summary>How many requests there were up to each bound, beyond the one before, and above the last.</summary>
    /// <param name="bounds">Seconds, growing.</param>
    internal long[] CountsBetween(ReadOnlySpan<double> bounds)
    {
        var counts = Snapshot();
        var between = new long[bounds.Length + 1];
        var bound = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            while (bound < bounds.Length && LowerEnd(i) / 1e6 > bounds[bound])
                bound++;
            between[bound] += counts[i];
        }

        return between;
    }

    private long[] Snapshot()
    {
        var counts = new long[_counts.Length];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = Volatile.Read(ref _counts[i]);
        return counts;
    }

    /// <summary>The first two rows are exact; each row after that covers twice the range of the one before, in as many steps.</summary>
    private static int IndexOf(long value)
    {
        if (value < Steps)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - StepsLog2;
        return (int)(((shift + 1) << StepsLog2) + (value >> shift) - Steps);
    }

    private static long LowerEnd(int index)
    {
        if (index < Steps)
            return index;
        var shift = (index >> StepsLog2) - 1;
        return (long)((index & (Steps - 1)) + Steps) << shift;
    }
}
