using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Asynchronous;

/// <summary>
/// The requests of a servable that runs asynchronously: bounded, counted and drained like those of a mailbox, but without a
/// queue, since each begins at once. Thread-safe.
/// </summary>
internal sealed class AsynchronousRequests(ServableModel model, IAsynchronousSession session, ServingClock clock)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _closed;

    internal ServableCounters Counters { get; } = new(clock);

    /// <summary>Requests under way.</summary>
    internal int Running => Volatile.Read(ref _running);

    /// <summary>Takes a request in, if there is room; it then runs, and is answered and let go when it has.</summary>
    internal Admission Submit(PendingInference pending, InferenceRequest request)
    {
        lock (_lock)
        {
            if (_closed)
                return Admission.Closed;
            if (_running >= model.Options.QueueLimit)
                return Admission.Full;
            _running++;
        }

        var call = new AsynchronousCall(
            pending.Inputs, new Tensor?[model.Signature.Outputs.Count], pending.Deadline, request.Priority, request.StickyKey, request.Depth, pending.Cancellation);
        _ = RunAsync(pending, call);
        return Admission.Waits;
    }

    /// <summary>Takes no more requests; ends when the last one accepted was answered.</summary>
    internal Task DrainAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_running == 0)
                _drained.TrySetResult();
        }

        return _drained.Task;
    }

    private async Task RunAsync(PendingInference pending, AsynchronousCall call)
    {
        try
        {
            var error = await session.RunAsync(call);
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
            _running--;
            if (_closed && _running == 0)
                _drained.TrySetResult();
        }
    }
}
