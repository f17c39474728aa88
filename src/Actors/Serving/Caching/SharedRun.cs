using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Serving.Caching;

/// <summary>A run that several requests wait for. Its counter is guarded by the lock of its <see cref="ServableCache"/>.</summary>
internal sealed class SharedRun : IDisposable
{
    private readonly CancellationTokenSource _callOff = new();
    private readonly TaskCompletionSource<(KeptReply? Reply, InferenceError? Error)> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Requests that still wait.</summary>
    internal int Waiting { get; set; }

    /// <summary>Ends the run when nobody waits for it any more.</summary>
    internal CancellationToken CalledOff => _callOff.Token;

    /// <summary>The outputs, or why there are none.</summary>
    internal Task<(KeptReply? Reply, InferenceError? Error)> Result => _result.Task;

    internal void Complete(KeptReply? reply, InferenceError? error) => _result.SetResult((reply, error));

    internal void CallOff() => _callOff.Cancel();

    /// <summary>Once the run has ended.</summary>
    public void Dispose() => _callOff.Dispose();
}
