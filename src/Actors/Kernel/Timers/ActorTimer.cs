using ModelCluster.Actors.Kernel.Cells;
using ModelCluster.Actors.Kernel.Mailboxes;

namespace ModelCluster.Actors.Kernel.Timers;

/// <summary>One set timer; a new one each time a key is set, so that a late tick is known by its timer not being the current one.</summary>
internal sealed class ActorTimer<T>(ActorCell<T> cell, object key, T message, bool periodic) : IDisposable
    where T : notnull
{
    private ITimer? _timer;
    private int _tickWaits;

    public object Key => key;

    public T Message => message;

    public bool IsPeriodic => periodic;

    public void Set(TimeSpan first, TimeSpan period) =>
        _timer = cell.System.Time.CreateTimer(static timer => ((ActorTimer<T>)timer!).Tick(), this, first, period);

    /// <summary>The tick has been taken from the mailbox; the next may come.</summary>
    public void TickTaken() => Volatile.Write(ref _tickWaits, 0);

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        if (Interlocked.Exchange(ref _tickWaits, 1) == 0) cell.PostAlways(new Envelope<T>(message, this));
    }
}
