namespace ModelCluster.Node.Links.Lanes;

/// <summary>
/// Notices that the other side has fallen silent: when so many beats in a row passed without a sign of life. It counts beats, not
/// time, so that a node that was itself asleep does not blame its peers.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly ITimer _timer;
    private readonly Action<int> _onBeat;
    private readonly Action _onSilent;
    private readonly int _limit;
    private int _missed;

    /// <summary>Beats from now on.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="interval">Between beats.</param>
    /// <param name="limit">How long the other side may say nothing.</param>
    /// <param name="onBeat">At every beat, with the number of beats since the last sign of life.</param>
    /// <param name="onSilent">At the beat that is one too many, instead, and at each later one.</param>
    internal Heartbeat(TimeProvider time, TimeSpan interval, TimeSpan limit, Action<int> onBeat, Action onSilent)
    {
        (_onBeat, _onSilent) = (onBeat, onSilent);
        _limit = (int)Math.Max(1, Math.Ceiling(limit / interval));
        _timer = time.CreateTimer(static state => ((Heartbeat)state!).Beat(), this, interval, interval);
    }

    /// <summary>A sign of life. Thread-safe.</summary>
    internal void Heard()
    {
        if (_missed != 0)
            Volatile.Write(ref _missed, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        var missed = Interlocked.Increment(ref _missed);
        if (missed > _limit)
            _onSilent();
        else
            _onBeat(missed);
    }
}
