using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>Reads quantiles out of counts by <see cref="DurationBuckets"/>. Stateless.</summary>
internal static class LatencyQuantile
{
    /// <summary>
    /// The time within which this part of the requests was answered, spread evenly over the bucket that it falls into: off by less than
    /// that bucket's width. Null when there was no request.
    /// </summary>
    /// <param name="counts">By bucket; empty for none.</param>
    /// <param name="part">Above 0 to 1.</param>
    internal static TimeSpan? Of(IReadOnlyList<long> counts, double part)
    {
        var rank = part * counts.Sum();
        if (rank == 0)
            return null;
        var bounds = DurationBuckets.Microseconds;
        var below = 0L;
        for (var bucket = 0; bucket < bounds.Length; below += counts[bucket++])
        {
            if (below + counts[bucket] < rank)
                continue;
            var from = bucket == 0 ? 0 : bounds[bucket - 1];
            return TimeSpan.FromMicroseconds(from + ((bounds[bucket] - from) * (rank - below) / counts[bucket]));
        }

        return TimeSpan.FromMicroseconds(bounds[^1]);
    }
}
