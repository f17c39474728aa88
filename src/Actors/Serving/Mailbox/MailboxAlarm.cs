namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>
/// One timer for all deadlines and delays of a mailbox: it only ever waits for the nearest. Used under the mailbox's
/// lock, except for disposal; the callback comes without it.
/// </summary>
internal sealed class MailboxAlarm : IDisposable
{
    private readonly ServingClock _clock;
    private readonly ITimer _timer;
    private long _at = long.MaxValue;

    internal MailboxAlarm(ServingClock clock, Action ring)
    {
        _clock = clock;
        _timer = clock.Time.CreateTimer(static state => ((Action)state!)(), ring, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Rings at <paramref name="at"/> ticks or before.</summary>
    internal void AtLatest(long at)
    {
        if (at < _at)
            Set(at);
    }

    /// <summary>After it rang: rings next at <paramref name="at"/> ticks; <see cref="long.MaxValue"/> never.</summary>
    internal void Rearm(long at)
    {
        _at = long.MaxValue;
        if (at != long.MaxValue)
            Set(at);
    }

    public void Dispose() => _timer.Dispose();

    private void Set(long at)
    {
        _at = at;
        _timer.Change(_clock.TimerDelay(at - _clock.Now), Timeout.InfiniteTimeSpan);
    }
}
