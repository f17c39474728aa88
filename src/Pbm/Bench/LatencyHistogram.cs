using System.Numerics;

namespace ModelCluster.Pbm.Bench;

/// <summary>How long requests took, in buckets no wider than 1/64 of their lower end; and to the microsecond below 64 µs; exact at both ends. For one thread.</summary>
internal sealed class LatencyHistogram
{
    private const int StepsLog2 = 6;
    private const int Steps = 1 << StepsLog2;

    /// <summary>Microseconds, from 0 to 2^37: a day and a half. What takes longer counts as that.</summary>
    private const int LargestLog2 = 37;

    private readonly long[] _counts = new long[Steps * (LargestLog2 - StepsLog2 + 1)];

    internal long Count { get; private set; }

    internal TimeSpan Min { get; private set; } = TimeSpan.MaxValue;

    internal TimeSpan Max { get; private set; }

    internal void Add(TimeSpan took)
    {
        _counts[IndexOf(Math.Clamp((long)took.TotalMicroseconds, 0, (1L << LargestLog2) - 1))]++;
        Count++;
        (Min, Max) = (took < Min ? took : Min, took > Max ? took : Max);
    }

    internal void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        (Min, Max) = (other.Min < Min ? other.Min : Min, other.Max > Max ? other.Max : Max);
    }

    /// <summary>The time within which this part of the requests was answered; null when there was none.</summary>
    /// <param name="part">Above 0 to 1.</param>
    internal TimeSpan? Quantile(double part)
    {
        if (Count == 0)
            return null;
        var rank = (long)Math.Ceiling(part * Count);
        if (rank >= Count)
            return Max;
        var index = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[index])
            index++;
        var middle = (LowerEnd(index) + LowerEnd(index + 1)) / 2;
        return TimeSpan.FromMicroseconds(Math.Clamp(middle, Min.TotalMicroseconds, Max.TotalMicroseconds));
    }

    /// <summary>The first two rows are exact; each row after that covers twice the range of the one before, in as many steps.</summary>
    private static int IndexOf(long value)
    {
        if (value < Steps)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - StepsLog2;
        return (int)(((shift + 1) << StepsLog2) + (value >> shift) - Steps);
    }

    private static double LowerEnd(int index)
    {
        if (index < Steps)
            return index;
        var shift = (index >> StepsLog2) - 1;
        return (double)((long)((index & (Steps - 1)) + Steps) << shift);
    }
}
