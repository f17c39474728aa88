namespace ModelCluster.Node.Repository;

/// <summary>Those who asked a source of models to look now and wait until it has seen everything that is there. Thread-safe.</summary>
internal sealed class LookWaiters
{
    private readonly Lock _lock = new();
    private List<TaskCompletionSource> _waiting = [];

    /// <summary>Waits until a look that began after this call has seen settled files.</summary>
    /// <param name="ask">Asks for a look.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task WaitAsync(Action ask, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _waiting.Add(done);
        ask();
        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Begins a look: who waits now is to hear of it in <see cref="End"/>.</summary>
    public List<TaskCompletionSource> Begin()
    {
        lock (_lock)
        {
            var waiting = _waiting;
            _waiting = [];
            return waiting;
        }
    }

    /// <summary>Ends a look.</summary>
    /// <param name="waiting">Who waited when it began.</param>
    /// <param name="isSettled">False: files are still being written, and a later look is to tell.</param>
    public void End(List<TaskCompletionSource> waiting, bool isSettled)
    {
        if (isSettled)
            waiting.ForEach(done => done.TrySetResult());
        else
            lock (_lock) _waiting.AddRange(waiting);
    }

    /// <summary>Nobody looks any more.</summary>
    public void Cancel(CancellationToken cancellation) => Begin().ForEach(done => done.TrySetCanceled(cancellation));
}
