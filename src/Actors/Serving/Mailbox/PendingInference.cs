using System.Threading.Tasks.Sources;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>
/// One admitted request on its way through a servable, and the promise of its reply. Pooled: it goes back when both
/// the caller has taken the reply and the servable has let go of the inputs, whichever is later (a request may time
/// out while the session still reads its inputs).
/// </summary>
internal sealed class PendingInference : IValueTaskSource<InferenceReply>
{
    private readonly Action<PendingInference> _recycle;
    private ManualResetValueTaskSourceCore<InferenceReply> _promise;
    private int _claimed;
    private int _holders;

    internal PendingInference(int inputs, int outputs, Action<PendingInference> recycle)
    {
        _recycle = recycle;
        Inputs = new Tensor[inputs];
        Outputs = new int[outputs];
        _promise.RunContinuationsAsynchronously = true;
    }

    /// <summary>In the signature's order; owned.</summary>
    internal Tensor[] Inputs { get; }

    /// <summary>Indexes of the outputs wanted, in the order wanted; the first <see cref="OutputCount"/> count.</summary>
    internal int[] Outputs { get; }

    internal int OutputCount { get; set; }

    /// <summary>Rows of its batch dimension; 1 for a model without one.</summary>
    internal long Rows { get; set; }

    /// <summary>1 is the most urgent.</summary>
    internal int Priority { get; set; }

    /// <summary>Latest end, in ticks.</summary>
    internal long Deadline { get; set; }

    /// <summary>
    /// When it must start at the latest although a batch is still forming, in ticks: when the batch delay is over, or half
    /// of the time to its deadline. The mailbox's own.
    /// </summary>
    internal long LatestStart { get; set; }

    /// <summary>When it was admitted, in ticks.</summary>
    internal long AdmittedAt { get; set; }

    /// <summary>The caller's wish to give up.</summary>
    internal CancellationToken Cancellation { get; set; }

    /// <summary>Takes the request out of the mailbox on cancellation. Disposed outside the mailbox's lock.</summary>
    internal CancellationTokenRegistration Registration { get; set; }

    /// <summary>The list this request is in, and its neighbours there. The mailbox's own.</summary>
    internal PendingList? List { get; set; }

    internal PendingInference? Previous { get; set; }

    internal PendingInference? Next { get; set; }

    /// <summary>True if it is answered, or is just being answered.</summary>
    internal bool IsClaimed => Volatile.Read(ref _claimed) != 0;

    internal ValueTask<InferenceReply> Reply => new(this, _promise.Version);

    internal void Start()
    {
        _claimed = 0;
        _holders = 2;
    }

    /// <summary>
    /// Wins the right, and the duty, to count and to answer this request; false if another has won it. Two steps, so that
    /// whoever has a reply finds it counted.
    /// </summary>
    internal bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Answers the caller, after <see cref="TryClaim"/>.</summary>
    internal void Answer(InferenceReply reply) => _promise.SetResult(reply);

    /// <summary>Keeps it from being reused until <see cref="Release"/>; only while the servable still holds it.</summary>
    internal void Retain() => Interlocked.Increment(ref _holders);

    /// <summary>The servable is done with it: gives the inputs back. Called once, outside the mailbox's lock.</summary>
    internal void LetGo()
    {
        Registration.Dispose();
        Registration = default;
        for (var i = 0; i < Inputs.Length; i++)
        {
            Inputs[i]?.Dispose();
            Inputs[i] = null!;
        }

        Release();
    }

    InferenceReply IValueTaskSource<InferenceReply>.GetResult(short token)
    {
        var reply = _promise.GetResult(token);
        Release();
        return reply;
    }

    ValueTaskSourceStatus IValueTaskSource<InferenceReply>.GetStatus(short token) => _promise.GetStatus(token);

    void IValueTaskSource<InferenceReply>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _promise.OnCompleted(continuation, state, token, flags);

    /// <summary>Gives up one hold; the last one makes it reusable.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        _promise.Reset();
        Cancellation = default;
        _recycle(this);
    }
}
