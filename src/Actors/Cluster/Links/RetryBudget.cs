namespace ModelCluster.Actors.Cluster.Links;

/// <summary>
/// How many requests may be asked again elsewhere: a token for each tenth request, and ten for each second, so that retries help when
/// a node is lost but cannot multiply the load when all are in trouble. A bucket: what is not used is kept, up to a bound.
/// Thread-safe; takes no lock and allocates nothing.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class RetryBudget(TimeProvider time)
{
    /// <summary>The most tokens kept: as many as the requests that one link may have under way, which are all lost at once with a node.</summary>
    public const int Most = 4096;

    /// <summary>Tokens at the start: the first node may be lost at any time.</summary>
    public const int First = Most;

    /// <summary>Tokens that come each second.</summary>
    public const int PerSecond = 10;

    private const long Token = 1_000_000;
    private const long PerRequest = Token / 10;

    private long _tokens = First * Token;
    private long _counted = time.GetTimestamp();

    /// <summary>Whole tokens that are there now; an estimate.</summary>
    public int Available => (int)(Volatile.Read(ref _tokens) / Token);

    /// <summary>A request came in, a first attempt.</summary>
    public void OnRequest() => Add(PerRequest);

    /// <summary>Takes a token for a second attempt; false: there is none, the first one's error is the answer.</summary>
    public bool TryRetry()
    {
        AddForTime();
        for (var tokens = Volatile.Read(ref _tokens); tokens >= Token;)
        {
            var seen = Interlocked.CompareExchange(ref _tokens, tokens - Token, tokens);
            if (seen == tokens)
                return true;
            tokens = seen;
        }

        return false;
    }

    private void AddForTime()
    {
        var (counted, now) = (Volatile.Read(ref _counted), time.GetTimestamp());
        var seconds = Math.Min((now - counted) / (double)time.TimestampFrequency, (double)Most / PerSecond);
        var earned = (long)(seconds * PerSecond * Token);
        if (earned > 0 && Interlocked.CompareExchange(ref _counted, now, counted) == counted) // else another thread adds them
            Add(earned);
    }

    private void Add(long earned)
    {
        for (var tokens = Volatile.Read(ref _tokens); tokens < Most * Token;)
        {
            var seen = Interlocked.CompareExchange(ref _tokens, Math.Min(Most * Token, tokens + earned), tokens);
            if (seen == tokens)
                return;
            tokens = seen;
        }
    }
}
