namespace ModelCluster.Actors.Cluster.Links;

/// <summary>
/// How many requests may be sent a second time because their link broke: a burst at once, and so many in each second after it.
/// Keeps a cluster in trouble from being asked everything twice. Thread-safe; takes no lock and allocates nothing.
/// </summary>
/// <remarks>
/// A token bucket kept as one point in time, at which the bucket was or will be full (the generic cell rate algorithm, ITU-T I.371).
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="burst">Tries at once, at least 1.</param>
/// <param name="perSecond">Tries in each second after that, above 0.</param>
public sealed class RetryBudget(TimeProvider time, int burst = 1_000, double perSecond = 100)
{
    private readonly long _cost = (long)(time.TimestampFrequency / perSecond);
    private long _fullAt = long.MinValue;

    /// <summary>Takes one; false if there is none.</summary>
    public bool TrySpend()
    {
        var now = time.GetTimestamp();
        while (true)
        {
            var fullAt = Volatile.Read(ref _fullAt);
            var next = Math.Max(fullAt, now) + _cost;
            if (next - now > _cost * burst)
                return false;
            if (Interlocked.CompareExchange(ref _fullAt, next, fullAt) == fullAt)
                return true;
        }
    }
}
