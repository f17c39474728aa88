namespace ModelCluster.TestKit;

/// <summary>
/// A clock that moves only when the test says so. Timers, delays, timeouts and cancellation built on
/// <see cref="TimeProvider"/> fire inside <see cref="Advance"/>, on the thread that calls it, in order of due time
/// and, when due together, in the order in which they were set.
/// </summary>
/// <remarks>
/// Thread safe. A timer with a due time of zero fires at the next <see cref="Advance"/>, which may be by zero.
/// A callback sees the time at which it was due. A callback that throws ends the <see cref="Advance"/> with that exception.
/// </remarks>
public sealed class VirtualTime(DateTimeOffset? start = null) : TimeProvider
{
    private static readonly DateTimeOffset DefaultStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Generation), (long Due, long Order)> _due = new();
    private readonly DateTimeOffset _start = start ?? DefaultStart;
    private TaskCompletionSource _timersChanged = NewSignal();
    private long _now;
    private long _stepped;
    private long _order;
    private int _active;

    /// <summary>Ticks of 100 ns per second, as in <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers will still fire.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_lock) return _active;
        }
    }

    /// <summary>Time passed since the start.</summary>
    public TimeSpan Elapsed => new(Volatile.Read(ref _now));

    public override DateTimeOffset GetUtcNow() => _start + Elapsed + new TimeSpan(Volatile.Read(ref _stepped));

    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <summary>Sets the wall clock forward or back, as a machine's operator may: no time passes, timers and timestamps do not notice.</summary>
    public void StepWallClock(TimeSpan by) => Interlocked.Add(ref _stepped, by.Ticks);

    /// <summary>Moves the clock forward and fires all that falls due on the way, periodic timers as often as they are due.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target;
        lock (_lock) target = _now + by.Ticks;
        while (NextDue(target) is { } timer)
            timer.Fire();
    }

    /// <summary>
    /// Completes once at least <paramref name="atLeast"/> timers are set, so that a test advances only after the code
    /// under test, on its own thread, has set them. Fails after <see cref="RealTimeGuard.Limit"/>.
    /// </summary>
    public async Task WaitForTimersAsync(int atLeast)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_active >= atLeast) return;
                changed = _timersChanged.Task;
            }

            await changed.OrFailAsync($"{atLeast} timers to be set");
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Takes the next timer due by <paramref name="target"/> and moves the clock to it, else to the target.</summary>
    private VirtualTimer? NextDue(long target)
    {
        lock (_lock)
        {
            while (_due.TryPeek(out var entry, out var key) && key.Due <= target)
            {
                _due.Dequeue();
                var (timer, generation) = entry;
                if (timer.Generation != generation) continue;
                _now = Math.Max(_now, key.Due);
                Schedule(timer, timer.Period > 0 ? key.Due + timer.Period : null);
                return timer;
            }

            _now = Math.Max(_now, target);
            return null;
        }
    }

    /// <summary>Replaces what was scheduled for the timer; null schedules nothing. Under the lock.</summary>
    private void Schedule(VirtualTimer timer, long? due)
    {
        if (timer.IsScheduled) _active--;
        timer.Generation++;
        timer.IsScheduled = due is not null;
        if (due is not { } at) return;
        _active++;
        _due.Enqueue((timer, timer.Generation), (at, _order++));
        _timersChanged.SetResult();
        _timersChanged = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public long Generation { get; set; }

        public long Period { get; private set; }

        public bool IsScheduled { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
            lock (time._lock)
            {
                if (_disposed) return false;
                Period = period.Ticks;
                time.Schedule(this, dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime.Ticks);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                if (_disposed) return;
                _disposed = true;
                time.Schedule(this, due: null);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
