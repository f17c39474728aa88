namespace ModelCluster.Pbm.Bench;

/// <summary>
/// Sends requests as a plan says. In an open loop each request has its time, and its latency begins then, also when it could not be
/// sent because all senders were waiting: a server that stands still makes every request late that fell into that time, not only those
/// under way ("coordinated omission"). A sender that was free but woken late is the generator's own fault and is told apart.
/// </summary>
/// <param name="send">Sends one request and tells how it ended. Thread-safe.</param>
/// <param name="plan">How.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadRun(Func<CancellationToken, Task<string>> send, LoadPlan plan, TimeProvider time)
{
    private long _tickets = -1;
    private long _start;
    private long _from;
    private long _end;

    /// <summary>Runs to its end.</summary>
    internal async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        _start = time.GetTimestamp();
        _from = _start + Ticks(plan.WarmUp);
        _end = _from + Ticks(plan.Duration);
        var results = await Task.WhenAll(Enumerable.Range(0, plan.Senders).Select(_ => Task.Run(() => SendAllAsync(cancellation), cancellation)));
        return LoadResult.Sum(results, plan.Duration);
    }

    private async Task<LoadResult> SendAllAsync(CancellationToken cancellation)
    {
        var result = new LoadResult();
        while (true)
        {
            var due = plan.Rate is { } rate ? _start + (long)(Interlocked.Increment(ref _tickets) / rate * time.TimestampFrequency) : time.GetTimestamp();
            if (due >= _end)
                return result;
            var begun = plan.Rate is null ? due : await WhenAsync(due, result, cancellation);
            var outcome = await send(cancellation);
            if (due >= _from)
                result.Add(outcome, time.GetElapsedTime(begun));
        }
    }

    /// <summary>Waits for a request's time.</summary>
    /// <returns>When its latency begins: that time if it is over already, else the moment of waking.</returns>
    private async ValueTask<long> WhenAsync(long due, LoadResult result, CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        if (now >= due)
            return due;
        while (now < due)
        {
            // timers count in milliseconds: rounded up, so that it is one wait as a rule
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(time.GetElapsedTime(now, due).TotalMilliseconds)), time, cancellation);
            now = time.GetTimestamp();
        }

        result.WokeLate(time.GetElapsedTime(due, now));
        return now;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
