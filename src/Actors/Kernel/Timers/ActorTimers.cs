using ModelCluster.Actors.Kernel.Cells;
using ModelCluster.Actors.Kernel.Timers;

namespace ModelCluster.Actors.Kernel;

/// <summary>
/// An actor's timers, by key, on the system's clock. A tick comes as a message through the mailbox, full or not. A tick of a
/// cancelled or replaced timer is never delivered, even when it already waited. Restart and stop cancel all. For the actor's own turn.
/// </summary>
/// <typeparam name="T">The actor's protocol.</typeparam>
public sealed class ActorTimers<T>
    where T : notnull
{
    private readonly ActorCell<T> _cell;
    private readonly Dictionary<object, ActorTimer<T>> _timers = [];

    internal ActorTimers(ActorCell<T> cell) => _cell = cell;

    /// <summary>Sends the message once, after the delay; replaces the timer with the same key.</summary>
    public void StartSingleTimer(object key, T message, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Set(key, message, periodic: false, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sends the message after each interval; replaces the timer with the same key. A tick is left out while the one before still waits.</summary>
    public void StartPeriodicTimer(object key, T message, TimeSpan interval) => StartPeriodicTimer(key, message, interval, interval);

    /// <summary>As above, with another wait before the first tick.</summary>
    public void StartPeriodicTimer(object key, T message, TimeSpan initialDelay, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(initialDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1));
        Set(key, message, periodic: true, initialDelay, interval);
    }

    /// <summary>True from the start of a timer until it is cancelled or, if single, its message is handled.</summary>
    public bool IsTimerActive(object key)
    {
        _cell.RequireTurn();
        return _timers.ContainsKey(key);
    }

    /// <summary>Cancels a timer; does nothing when there is none.</summary>
    public void Cancel(object key)
    {
        _cell.RequireTurn();
        if (_timers.Remove(key, out var timer)) timer.Dispose();
    }

    /// <summary>Cancels every timer.</summary>
    public void CancelAll()
    {
        _cell.RequireTurn();
        foreach (var timer in _timers.Values) timer.Dispose();
        _timers.Clear();
    }

    /// <summary>Takes a tick from the mailbox; false when its timer is no longer the current one.</summary>
    internal bool Accept(ActorTimer<T> timer)
    {
        timer.TickTaken();
        if (!_timers.TryGetValue(timer.Key, out var current) || !ReferenceEquals(current, timer)) return false;
        if (!timer.IsPeriodic) Cancel(timer.Key);
        return true;
    }

    private void Set(object key, T message, bool periodic, TimeSpan first, TimeSpan period)
    {
        Cancel(key);
        var timer = new ActorTimer<T>(_cell, key, message, periodic);
        _timers.Add(key, timer);
        timer.Set(first, period);
    }
}
