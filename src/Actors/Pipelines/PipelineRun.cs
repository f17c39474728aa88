using ModelCluster.Actors.Serving.Asynchronous;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Pipelines;

/// <summary>
/// One request on its way through the steps. A step begins when those it takes from have ended, so branches run side by side;
/// the first that fails ends the others. Tensors are shared from step to step, never copied.
/// </summary>
internal sealed class PipelineRun(PipelinePlan plan, AsynchronousCall call, IInferenceGateway gateway)
{
    private readonly InferenceReply?[] _replies = new InferenceReply?[plan.Steps.Count];
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
    private InferenceError? _error;

    /// <summary>Fills the outputs of the call, or says why not. Called once.</summary>
    internal async ValueTask<InferenceError?> RunAsync()
    {
        try
        {
            var runs = new Task[plan.Steps.Count];
            foreach (var index in plan.Order)
                runs[index] = RunStepAsync(index, runs);
            await Task.WhenAll(runs);
            if (_error is null)
            {
                for (var i = 0; i < call.Outputs.Length; i++)
                    call.Outputs[i] = Share(plan.Outputs[i]);
            }

            return _error;
        }
        finally
        {
            foreach (var reply in _replies)
                reply?.Dispose();
            _stop.Dispose();
        }
    }

    private async Task RunStepAsync(int index, Task[] runs)
    {
        var step = plan.Steps[index];
        foreach (var before in step.Before)
            await runs[before];
        if (Volatile.Read(ref _error) is not null)
            return;
        var reply = _replies[index] = await gateway.InferAsync(Request(step), _stop.Token);
        if (reply.Error is { } error)
            await FailAsync(step, error);
    }

    private InferenceRequest Request(PipelinePlan.Step step)
    {
        var request = new InferenceRequest
        {
            Model = step.Model,
            Version = step.Version,
            Deadline = call.Deadline,
            Priority = call.Priority,
            StickyKey = call.StickyKey,
            RequestedOutputs = step.Outputs,
            Depth = call.Depth + 1,
        };
        foreach (var (name, source) in step.Inputs)
            request.Add(new NamedTensor(name, Share(source)));
        return request;
    }

    private Tensor Share(PipelinePlan.Source source)
    {
        if (source.Step < 0)
            return call.Inputs[source.Input].Share();
        var outputs = _replies[source.Step]!.Outputs;
        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Name == source.Output)
                return outputs[i].Tensor.Share();
        }

        throw new InvalidOperationException($"{plan.Steps[source.Step].Description} did not give '{source.Output}'");
    }

    /// <summary>The first failure counts. A model that is not there is no fault of the client's, who asked for the pipeline.</summary>
    private async Task FailAsync(PipelinePlan.Step step, InferenceError error)
    {
        var status = error.Status == InferenceStatus.NotFound ? InferenceStatus.Unavailable : error.Status;
        var named = error with { Status = status, Message = $"{step.Description}: {error.Message}" };
        if (Interlocked.CompareExchange(ref _error, named, null) is null)
            await _stop.CancelAsync();
    }
}
