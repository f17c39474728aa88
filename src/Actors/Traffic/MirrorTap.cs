using ModelCluster.Contracts.Control;

namespace ModelCluster.Actors.Traffic;

/// <summary>
/// One mirror of one model: how many copies may be under way, and what came of them since it was set. Outlives changes of the
/// routes. Thread-safe.
/// </summary>
/// <param name="mirror">What to copy, and where to.</param>
internal sealed class MirrorTap(TrafficMirror mirror)
{
    /// <summary>Copies under way at the same time.</summary>
    private const int MaxCopies = 64;

    /// <summary>No copy is made while the inputs of those under way are so large, in bytes.</summary>
    private const long MaxBytes = 64L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly LatencyHistogram _primary = new();
    private readonly LatencyHistogram _shadow = new();
    private int _copies;
    private long _bytes;
    private long _requests;
    private long _dropped;
    private long _unavailable;
    private long _errors;
    private long _compared;
    private long _agreed;
    private long _incomparable;
    private double _maxAbsoluteDifference;

    internal TrafficMirror Mirror => mirror;

    internal LatencyHistogram Primary => _primary;

    internal LatencyHistogram Shadow => _shadow;

    internal MirrorReport Report
    {
        get
        {
            lock (_lock)
            {
                return new MirrorReport(
                    mirror,
                    Volatile.Read(ref _requests),
                    Volatile.Read(ref _dropped),
                    Volatile.Read(ref _unavailable),
                    Volatile.Read(ref _errors),
                    _compared,
                    _agreed,
                    _incomparable,
                    _maxAbsoluteDifference,
                    _primary.Quantile(0.5),
                    _primary.Quantile(0.99),
                    _shadow.Quantile(0.5),
                    _shadow.Quantile(0.99));
            }
        }
    }

    /// <summary>Whether the next request is one to copy.</summary>
    internal bool IsDrawn() => mirror.Percent >= 100 || Random.Shared.NextDouble() * 100 < mirror.Percent;

    /// <summary>Takes room for a copy; false, and counted, if there is none. To be followed by <see cref="Leave"/>.</summary>
    internal bool TryEnter(long bytes)
    {
        if (Interlocked.Increment(ref _copies) > MaxCopies || Volatile.Read(ref _bytes) >= MaxBytes)
        {
            Interlocked.Decrement(ref _copies);
            Interlocked.Increment(ref _dropped);
            return false;
        }

        Interlocked.Add(ref _bytes, bytes);
        return true;
    }

    /// <summary>Gives the room back.</summary>
    internal void Leave(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Decrement(ref _copies);
    }

    internal void CountRequest() => Interlocked.Increment(ref _requests);

    internal void CountUnavailable() => Interlocked.Increment(ref _unavailable);

    internal void CountError() => Interlocked.Increment(ref _errors);

    internal void Count(in OutputComparison comparison, TimeSpan primary, TimeSpan shadow)
    {
        _primary.Add(primary);
        _shadow.Add(shadow);
        lock (_lock)
        {
            _compared++;
            if (comparison.Agrees)
                _agreed++;
            if (!comparison.IsComparable)
                _incomparable++;
            _maxAbsoluteDifference = Math.Max(_maxAbsoluteDifference, comparison.LargestDifference);
        }
    }
}
