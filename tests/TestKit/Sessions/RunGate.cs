namespace ModelCluster.TestKit.Sessions;

/// <summary>Holds the runs of a <see cref="FakeSession"/> while it is closed. Open at first. Thread-safe.</summary>
public sealed class RunGate
{
    private readonly object _lock = new();
    private TaskCompletionSource? _changed;
    private volatile bool _isClosed;
    private int _passes;
    private int _arrived;

    /// <summary>Runs that have come to the gate, held or not.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    public void Close() => _isClosed = true;

    public void Open()
    {
        lock (_lock)
        {
            _isClosed = false;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets one held run, or the next to come, pass the closed gate.</summary>
    public void LetOnePass()
    {
        lock (_lock)
        {
            _passes++;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Ends once so many runs have come to the gate since the beginning.</summary>
    public async Task ArrivalsAsync(int atLeast)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_arrived >= atLeast)
                    return;
                _changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.OrFailAsync($"{atLeast} runs; {Arrived} have begun");
        }
    }

    internal void Pass(CancellationToken cancellation)
    {
        Arrive();
        if (!_isClosed)
            return;
        using var wake = cancellation.UnsafeRegister(static gate => ((RunGate)gate!).Wake(), this);
        lock (_lock)
        {
            while (_isClosed && _passes == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!Monitor.Wait(_lock, RealTimeGuard.Limit))
                    throw new TimeoutException("the test never opened the gate");
            }

            if (_isClosed)
                _passes--;
        }
    }

    private void Arrive()
    {
        lock (_lock)
        {
            _arrived++;
            _changed?.TrySetResult();
            _changed = null;
        }
    }

    private void Wake()
    {
        lock (_lock)
            Monitor.PulseAll(_lock);
    }
}
