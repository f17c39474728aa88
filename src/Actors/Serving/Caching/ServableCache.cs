using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Serving.Caching;

/// <summary>Hands a request to the servable's mailbox; false if the servable drains.</summary>
internal delegate bool Submission(InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply);

/// <summary>
/// Answers requests of one servable that were answered before, and lets equal ones that come at the same time share one run.
/// Each keeps its own deadline and cancellation: the run is only called off when the last one has gone. Errors are not kept.
/// Thread-safe.
/// </summary>
internal sealed class ServableCache : IDisposable
{
    /// <summary>What a shared run gets as its deadline: those who wait for it have their own.</summary>
    private static readonly TimeSpan NoDeadline = TimeSpan.FromDays(1);

    private readonly ServableModel _model;
    private readonly ReplyStore _store;
    private readonly ServingClock _clock;
    private readonly Submission _submit;
    private readonly long _servable;
    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, SharedRun> _runs = [];
    private bool _isDisposed;
    private long _hits;
    private long _hitTicks;
    private long _misses;
    private long _missTicks;

    /// <param name="model">What is served.</param>
    /// <param name="store">Where answers are kept.</param>
    /// <param name="clock">Time.</param>
    /// <param name="submit">Takes a request in without running it on the caller's thread: it is called under a lock.</param>
    internal ServableCache(ServableModel model, ReplyStore store, ServingClock clock, Submission submit)
    {
        _model = model;
        _store = store;
        _clock = clock;
        _submit = submit;
        _servable = store.NextServable();
        Counters = new ServableCounters(clock);
    }

    /// <summary>Requests that were answered without a run of their own.</summary>
    internal ServableCounters Counters { get; }

    /// <summary>Requests answered from what was kept, or from another's run.</summary>
    internal DurationStatistic Hits => new(Interlocked.Read(ref _hits), _clock.Nanoseconds(Interlocked.Read(ref _hitTicks)));

    /// <summary>Requests that took a run, and how long looking for their answers took.</summary>
    internal DurationStatistic Misses => new(Interlocked.Read(ref _misses), _clock.Nanoseconds(Interlocked.Read(ref _missTicks)));

    /// <summary>As <see cref="Servable.TrySubmit(InferenceRequest, CancellationToken, out ValueTask{InferenceReply})"/>.</summary>
    internal bool TrySubmit(InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply)
    {
        var begun = _clock.Now;
        var deadline = request.Deadline ?? begun + _clock.Ticks(_model.Options.DefaultDeadline);
        if (deadline <= begun || cancellation.IsCancellationRequested)
            return _submit(request, cancellation, out reply); // refused there
        var key = CacheKey.Of(_servable, request);
        if (_store.Find(key) is { } kept)
        {
            reply = new ValueTask<InferenceReply>(kept.ToReply(_model.Id));
            NoteHit(begun);
            return true;
        }

        if (Join(key, request, begun, out var isFirst) is not { } run)
        {
            reply = default;
            return false;
        }

        reply = WaitAsync(key, run, isFirst, begun, deadline, cancellation);
        return true;
    }

    /// <summary>Drops what is kept.</summary>
    public void Dispose()
    {
        lock (_lock)
            _isDisposed = true;
        _store.Forget(_servable);
    }

    /// <summary>The run under way for such a request, or a new one; null if the servable drains.</summary>
    private SharedRun? Join(in CacheKey key, InferenceRequest request, long begun, out bool isFirst)
    {
        SharedRun? run;
        ValueTask<InferenceReply> pending;
        isFirst = false;
        lock (_lock)
        {
            if (_runs.TryGetValue(key, out run))
            {
                run.Waiting++;
                return run;
            }

            run = new SharedRun { Waiting = 1 };
            var deadline = request.Deadline;
            request.Deadline = begun + _clock.Ticks(NoDeadline);
            if (!_submit(request, run.CalledOff, out pending))
            {
                request.Deadline = deadline;
                run.Dispose();
                return null;
            }

            _runs.Add(key, run);
        }

        isFirst = true;
        Interlocked.Increment(ref _misses);
        Interlocked.Add(ref _missTicks, _clock.Now - begun);
        _ = FinishAsync(key, run, pending);
        return run;
    }

    private async Task FinishAsync(CacheKey key, SharedRun run, ValueTask<InferenceReply> pending)
    {
        using var reply = await pending;
        var kept = reply.Error is null ? new KeptReply(reply) : null;
        bool isLeft;
        lock (_lock)
        {
            if (kept is not null && !_isDisposed)
                _store.Keep(key, kept);
            isLeft = !Remove(key, run);
        }

        run.Complete(kept, reply.Error);
        if (!isLeft)
            run.Dispose(); // else the last one to go is calling it off
    }

    private async ValueTask<InferenceReply> WaitAsync(
        CacheKey key, SharedRun run, bool isFirst, long begun, long deadline, CancellationToken cancellation)
    {
        InferenceError? error;
        try
        {
            var left = Math.Max(0, deadline - _clock.Now);
            (var kept, error) = await run.Result.WaitAsync(_clock.TimerDelay(left), _clock.Time, cancellation);
            if (kept is not null)
            {
                if (!isFirst)
                    NoteHit(begun);
                return kept.ToReply(_model.Id);
            }
        }
        catch (TimeoutException)
        {
            error = Errors.TimedOut;
        }
        catch (OperationCanceledException)
        {
            error = Errors.Cancelled;
        }
        finally
        {
            Leave(key, run);
        }

        if (!isFirst)
            Counters.AddFailure(error!.Status, _clock.Now - begun); // the run counted for the first
        return InferenceReply.Failed(error!, _model.Id);
    }

    private void Leave(in CacheKey key, SharedRun run)
    {
        lock (_lock)
        {
            if (--run.Waiting > 0 || run.Result.IsCompleted || !Remove(key, run))
                return;
        }

        run.CallOff();
    }

    /// <summary>Under the lock. False: it was removed before.</summary>
    private bool Remove(in CacheKey key, SharedRun run) =>
        _runs.TryGetValue(key, out var current) && ReferenceEquals(current, run) && _runs.Remove(key);

    private void NoteHit(long begun)
    {
        var ticks = _clock.Now - begun;
        Interlocked.Increment(ref _hits);
        Interlocked.Add(ref _hitTicks, ticks);
        Counters.AddSuccess(rows: 0, queueTicks: 0, ticks, _clock.Time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
