namespace ModelCluster.Actors.Kernel.Asking;

/// <remarks>
/// The timer outlives single asks: it is set only when none is set early enough, and when it fires it looks at what is
/// pending then. Under load it is set about once per timeout instead of once per ask.
/// </remarks>
internal sealed partial class Ask<TReply>
{
    private const long Never = long.MaxValue;
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _deadline = Never; // of the pending ask, in timestamps
    private long _setFor = Never; // when the timer fires

    /// <summary>Stops the timer; for an ask that does not go back to the pool.</summary>
    public void Dispose() => _timer?.Dispose();

    private void BecomePending(long generation, TimeSpan timeout)
    {
        lock (_lock)
        {
            Volatile.Write(ref _state, (generation << 1) | 1);
            _deadline = timeout == Timeout.InfiniteTimeSpan ? Never : Later(timeout);
            if (_deadline < _setFor) SetTimer(timeout);
        }
    }

    private void OnTimer()
    {
        long state;
        lock (_lock)
        {
            _setFor = Never;
            state = Volatile.Read(ref _state);
            if ((state & 1) == 0 || _deadline == Never) return;
            var left = time.GetElapsedTime(time.GetTimestamp(), _deadline);
            if (left > TimeSpan.Zero)
            {
                SetTimer(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
                return;
            }
        }

        // should the ask have been answered and used again by now, the generation tells and nothing happens
        var (actor, timeout) = (_actor, _timeout);
        Fail(state >> 1, new TimeoutException($"Actor {actor} did not answer within {timeout.TotalMilliseconds:0.###} ms."));
    }

    private void SetTimer(TimeSpan due)
    {
        _setFor = _deadline;
        _timer ??= time.CreateTimer(static ask => ((Ask<TReply>)ask!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private long Later(TimeSpan timeout) =>
        time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency);
}
