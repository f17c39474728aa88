using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Asynchronous;

/// <summary>
/// The requests of a servable that runs asynchronously: bounded, counted and drained like those of a mailbox, but without a
/// queue, since each begins at once, or, while they are paused, when they are resumed. Thread-safe.
/// </summary>
internal sealed class AsynchronousRequests(ServableModel model, IAsynchronousSession session, ServingClock clock)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _emptied;
    private TaskCompletionSource? _resumed;
    private MailboxGate _gate;
    private int _running;
    private bool _closed;

    internal ServableCounters Counters { get; } = new(clock);

    /// <summary>Requests under way.</summary>
    internal int Running => Volatile.Read(ref _running);

    /// <summary>True when no request is under way.</summary>
    internal bool IsEmpty => Running == 0;

    /// <summary>Takes a request in, if there is room; it then runs, and is answered and let go when it has.</summary>
    internal Admission Submit(PendingInference pending, InferenceRequest request)
    {
        Task? resumed;
        lock (_lock)
        {
            if (_closed || _gate == MailboxGate.Drained)
                return Admission.Closed;
            if (_running >= model.Options.QueueLimit)
                return Admission.Full;
            _running++;
            resumed = _resumed?.Task;
        }

        var call = new AsynchronousCall(
            pending.Inputs, new Tensor?[model.Signature.Outputs.Count], pending.Deadline, request.Priority, request.StickyKey, request.Depth, pending.Cancellation);
        _ = RunAsync(pending, call, resumed);
        return Admission.Waits;
    }

    /// <summary>Begins requests, or lets them wait, or takes no new ones; until it is told otherwise.</summary>
    internal void Set(MailboxGate gate)
    {
        lock (_lock)
        {
            _gate = gate;
            if (gate == MailboxGate.Paused && !_closed)
                _resumed ??= NewSignal();
            else
                Resume();
        }
    }

    /// <summary>Ends when no request is under way.</summary>
    internal Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            if (_running == 0)
                return Task.CompletedTask;
            _emptied ??= NewSignal();
            return _emptied.Task;
        }
    }

    /// <summary>Takes no more requests, for good, and begins those that wait; ends when the last one accepted was answered.</summary>
    internal Task DrainAsync()
    {
        lock (_lock)
        {
            _closed = true;
            Resume();
            if (_running == 0)
                _drained.TrySetResult();
        }

        return _drained.Task;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Resume()
    {
        _resumed?.TrySetResult();
        _resumed = null;
    }

    /// <summary>Null when it may begin, else why not.</summary>
    private async Task<InferenceError?> WaitAsync(Task resumed, AsynchronousCall call)
    {
        try
        {
            var left = call.Deadline - clock.Now;
            if (left <= 0)
                return Errors.TimedOut;
            await resumed.WaitAsync(clock.TimerDelay(left), clock.Time, call.Cancellation);
            return null;
        }
        catch (TimeoutException)
        {
            return Errors.TimedOut;
        }
    }

    private async Task RunAsync(PendingInference pending, AsynchronousCall call, Task? resumed)
    {
        try
        {
            var error = (resumed is null ? null : await WaitAsync(resumed, call)) ?? await session.RunAsync(call);
            if (error is null)
                Succeed(pending, call.Outputs);
            else
                Fail(pending, error);
        }
        catch (Exception failure)
        {
            Fail(pending, Errors.Of(failure, model.Id));
        }
        finally
        {
            foreach (var output in call.Outputs)
                output?.Dispose();
            pending.LetGo();
            End();
        }
    }

    private void Succeed(PendingInference pending, Tensor?[] outputs)
    {
        if (!pending.TryClaim())
            return;
        var now = clock.Now;
        var took = now - pending.AdmittedAt;
        Counters.AddRun(pending.Rows, 1, 1, new RunTicks(0, took, 0));
        Counters.AddSuccess(pending.Rows, 0, took, clock.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var reply = InferenceReply.From(model.Id);
        for (var i = 0; i < pending.OutputCount; i++)
        {
            var index = pending.Outputs[i];
            reply.Add(new NamedTensor(model.Signature.Outputs[index].Name, outputs[index]!));
            outputs[index] = null;
        }

        pending.Answer(reply);
    }

    private void Fail(PendingInference pending, InferenceError error)
    {
        if (!pending.TryClaim())
            return;
        Counters.AddFailure(error.Status, clock.Now - pending.AdmittedAt);
        pending.Answer(InferenceReply.Failed(error, model.Id));
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_running > 0)
                return;
            _emptied?.TrySetResult();
            _emptied = null;
            if (_closed)
                _drained.TrySetResult();
        }
    }
}
