using System.Threading.Tasks.Sources;

namespace ModelCluster.Actors.Kernel.Asking;

/// <summary>
/// One waiting ask; pooled. It is answered once: by a reply, a failure, its timeout or its cancellation, whoever is first to
/// move the state from pending(generation) to answered(generation). Every use has its own generation, so that late answers
/// to an earlier use fall through.
/// </summary>
internal sealed partial class Ask<TReply>(AskPool<TReply> pool, TimeProvider time)
    : IValueTaskSource<TReply>, IReplySink<TReply>, IAsk, IDisposable
{
    private ManualResetValueTaskSourceCore<TReply> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private ActorPath? _actor;
    private TimeSpan _timeout;
    private long _state; // generation x 2, plus 1 while pending

    public long Begin(ActorPath actor, TimeSpan timeout, CancellationToken cancellation)
    {
        var generation = (_state >> 1) + 1;
        (_actor, _timeout) = (actor, timeout);
        BecomePending(generation, timeout);
        if (cancellation.CanBeCanceled)
            _cancellation = cancellation.UnsafeRegister(static (ask, token) => ((Ask<TReply>)ask!).Cancel(token), this);
        return generation;
    }

    public ValueTask<TReply> AsValueTask() => new(this, _core.Version);

    public void Reply(long generation, TReply reply)
    {
        if (TryAnswer(generation)) _core.SetResult(reply);
    }

    public void Fail(long generation, Exception reason)
    {
        if (TryAnswer(generation)) _core.SetException(reason);
    }

    public TReply GetResult(short token)
    {
        if (_core.GetStatus(token) is ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("The result of an ask was read before it was there: await the ask.");
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose(); // waits for a running callback, so none reaches the next use
            _cancellation = default;
            _actor = null;
            _core.Reset();
            pool.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private bool TryAnswer(long generation) =>
        Interlocked.CompareExchange(ref _state, generation << 1, (generation << 1) | 1) == ((generation << 1) | 1);

    private void Cancel(CancellationToken token) => Fail(Volatile.Read(ref _state) >> 1, new OperationCanceledException(token));
}
