namespace ModelCluster.Pbm.Bench;

/// <summary>What one sender, or all together, measured. For one thread.</summary>
internal sealed class LoadResult
{
    private const string Ok = "200";

    private readonly Dictionary<string, long> _outcomes = new(StringComparer.Ordinal);

    /// <summary>How long those that were answered with 200 took.</summary>
    internal LatencyHistogram Latencies { get; } = new();

    /// <summary>How many there were by status, or by what came in place of an answer.</summary>
    internal IReadOnlyDictionary<string, long> Outcomes => _outcomes;

    internal long Requests => _outcomes.Values.Sum();

    internal long Failed => Requests - _outcomes.GetValueOrDefault(Ok);

    /// <summary>The longest that a free sender was woken too late: what the generator itself could not do in time.</summary>
    internal TimeSpan Lateness { get; private set; }

    /// <summary>The time over which requests were counted.</summary>
    internal TimeSpan Duration { get; private init; }

    internal void Add(string outcome, TimeSpan took)
    {
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        if (outcome == Ok)
            Latencies.Add(took);
    }

    internal void WokeLate(TimeSpan by) => Lateness = by > Lateness ? by : Lateness;

    internal static LoadResult Sum(IEnumerable<LoadResult> all, TimeSpan duration)
    {
        var sum = new LoadResult { Duration = duration };
        foreach (var one in all)
        {
            foreach (var (outcome, count) in one._outcomes)
                sum._outcomes[outcome] = sum._outcomes.GetValueOrDefault(outcome) + count;
            sum.Latencies.Add(one.Latencies);
            sum.WokeLate(one.Lateness);
        }

        return sum;
    }
}
