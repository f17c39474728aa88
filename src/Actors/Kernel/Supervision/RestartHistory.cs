namespace ModelCluster.Actors.Kernel.Supervision;

/// <summary>The recent restarts of one child; read and written in its parent's turn only.</summary>
internal struct RestartHistory
{
    private int _count;
    private long _windowStart;

    /// <summary>Counts one more restart; null when the limit is reached and the child must stop.</summary>
    public TimeSpan? Next(SupervisorStrategy strategy, TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (_count == 0 || time.GetElapsedTime(_windowStart, now) > strategy.Window)
            (_count, _windowStart) = (0, now);
        if (_count >= strategy.MaxRestarts) return null;
        _count++;
        return strategy.Backoff.Delay(_count);
    }
}
