using System.Numerics;

namespace ModelCluster.Actors.Serving.Learning;

/// <summary>
/// Learns how many rows are worth putting into one run: one more after each full batch that stayed under the latency
/// objective, a third fewer after one that did not (additive increase, multiplicative decrease), unless half of its rows
/// would have taken as long. When a row in a batch is no cheaper than a row alone, and only then, batching is turned off:
/// tried again after <see cref="ProbeInterval"/> runs, or after runs that took <see cref="ProbeTime"/> together.
/// Thread-safe; observers may race, which costs a sample at most.
/// </summary>
internal sealed class BatchSizeLearner
{
    /// <summary>Runs between two attempts to batch a model for which it did not pay.</summary>
    internal const int ProbeInterval = 4096;

    /// <summary>Time spent in runs between two such attempts, for models whose runs are long.</summary>
    internal static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(5);

    /// <summary>A batch pays if a row in it costs less than this part of a row alone.</summary>
    private const double WorthIt = 0.95;

    /// <summary>
    /// Fewer rows make a run shorter if half of them take less than this part of its time. Smoothed times are compared: one
    /// run that is long because the machine is busy says nothing of its rows.
    /// </summary>
    private const double Shorter = 0.8;

    private const int SamplesNeeded = 8;
    private const double Smoothing = 0.1;

    private readonly int _max;
    private readonly double _objectiveNanoseconds;
    private readonly Bucket[] _buckets;
    private readonly Lock _lock = new();
    private int _limit;
    private int _runsUntilProbe;
    private double _nanosecondsUntilProbe;

    /// <param name="max">The largest batch the model may get, at least 1.</param>
    /// <param name="objective">The run time to stay under.</param>
    internal BatchSizeLearner(int max, TimeSpan objective)
    {
        _max = max;
        _limit = Math.Min(max, 8);
        _objectiveNanoseconds = objective.TotalNanoseconds;
        _buckets = new Bucket[BitOperations.Log2((uint)max) + 1];
    }

    /// <summary>Rows of the largest batch worth making now.</summary>
    internal int Limit => Volatile.Read(ref _limit);

    /// <summary>Takes the time of one run into account.</summary>
    internal void Observe(long rows, long nanoseconds)
    {
        lock (_lock)
        {
            ref var bucket = ref _buckets[IndexOf(rows)];
            bucket.Add(nanoseconds / (double)Math.Max(1, rows));
            if (_max == 1)
                return;
            if (_limit == 1)
                ProbeSometimes(nanoseconds);
            else if (nanoseconds > _objectiveNanoseconds && rows > 1 && Estimate(rows / 2) < bucket.PerRow * rows * Shorter)
                Shrink(rows);
            else if (DoesNotPay(bucket, rows))
                TurnOff();
            else if (rows >= _limit)
                _limit = Math.Min(_max, _limit + 1);
        }
    }

    /// <summary>How long a run of so many rows takes, in nanoseconds; 0 when nothing was measured yet.</summary>
    internal long Estimate(long rows)
    {
        for (var i = IndexOf(rows); i >= 0; i--)
        {
            var perRow = Volatile.Read(ref _buckets[i].PerRow);
            if (perRow > 0)
                return (long)(perRow * (i == IndexOf(rows) ? rows : 1L << i));
        }

        return 0;
    }

    private int IndexOf(long rows) => Math.Min(BitOperations.Log2((ulong)Math.Max(1, rows)), _buckets.Length - 1);

    private bool DoesNotPay(in Bucket bucket, long rows) =>
        rows > 1 && _buckets[0].Samples >= SamplesNeeded && bucket.Samples >= SamplesNeeded
        && bucket.PerRow > _buckets[0].PerRow * WorthIt;

    /// <summary>
    /// A single request of more rows than the limit says nothing of batches within it. Two rows are the fewest: a busy
    /// machine makes every run long for a while, and with batching off nothing would be left to recover from.
    /// </summary>
    private void Shrink(long rows)
    {
        if (rows <= _limit)
            _limit = Math.Max(2, (int)rows * 2 / 3);
    }

    private void TurnOff()
    {
        _limit = 1;
        _runsUntilProbe = ProbeInterval;
        _nanosecondsUntilProbe = ProbeTime.TotalNanoseconds;
    }

    private void ProbeSometimes(long nanoseconds)
    {
        _nanosecondsUntilProbe -= nanoseconds;
        if (--_runsUntilProbe > 0 && _nanosecondsUntilProbe > 0)
            return;
        _limit = Math.Min(_max, 8);
        for (var i = 1; i < _buckets.Length; i++)
            _buckets[i] = default;
    }

    private struct Bucket
    {
        internal double PerRow;
        internal int Samples;

        internal void Add(double perRow)
        {
            PerRow = Samples == 0 ? perRow : PerRow + ((perRow - PerRow) * Math.Max(Smoothing, 1.0 / (Samples + 1)));
            Samples = Math.Min(Samples + 1, 1 << 20);
        }
    }
}
