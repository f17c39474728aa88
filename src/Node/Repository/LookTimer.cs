using System.Threading.Channels;

namespace ModelCluster.Node.Repository;

/// <summary>Says when to look at the folders again: at the earliest time that anybody asked for. Thread-safe.</summary>
internal sealed class LookTimer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _askedAt;
    private TimeSpan? _delay;

    public LookTimer(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static timer => ((LookTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for a look at the latest after <paramref name="delay"/>.</summary>
    public void LookWithin(TimeSpan delay)
    {
        lock (_lock)
        {
            if (_delay - _time.GetElapsedTime(_askedAt) <= delay)
                return;
            (_askedAt, _delay) = (_time.GetTimestamp(), delay);
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Asks for a look at once.</summary>
    public void LookNow() => _due.Writer.TryWrite(true);

    /// <summary>Waits until it is time to look.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _due.Reader.ReadAsync(cancellation);

    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        lock (_lock) _delay = null;
        LookNow();
    }
}
