using System.Threading.Tasks.Sources;
using ModelCluster.Contracts.Inference;
using ModelCluster.Node.Links.Frames;
using ModelCluster.Node.Links.Lanes;

namespace ModelCluster.Node.Links.Client;

/// <summary>
/// A place among those that wait for one peer's answers, and the promise of the reply to whoever is in it. Taken, answered exactly
/// once by whoever claims it first (the reply, the caller's cancellation, the deadline, the loss of the link), and free again when
/// the reply was taken.
/// </summary>
internal sealed class PendingReply : IValueTaskSource<InferenceReply>
{
    private readonly PendingReplies _owner;
    private ManualResetValueTaskSourceCore<InferenceReply> _promise;
    private CancellationTokenRegistration _registration;
    private LaneWriter? _writer;
    private long _deadline;
    private ulong _uses;
    private ulong _id;

    internal PendingReply(PendingReplies owner, int index)
    {
        (_owner, Index) = (owner, index);
        _promise.RunContinuationsAsynchronously = true; // the thread that reads the lane must read on
    }

    internal int Index { get; }

    /// <summary>What it counts for in bytes.</summary>
    internal long Bytes { get; set; }

    /// <summary>Who waits here; 0: nobody, or an answer has come.</summary>
    internal ulong Id => Volatile.Read(ref _id);

    internal ValueTask<InferenceReply> Reply => new(this, _promise.Version);

    /// <summary>Gives the place to the next request, whose id no other ever had.</summary>
    /// <param name="writer">Where the peer can be told.</param>
    /// <param name="deadline">Latest end, in ticks; <see cref="long.MaxValue"/> for none.</param>
    internal ulong Start(LaneWriter writer, long deadline)
    {
        _writer = writer;
        _deadline = deadline;
        var id = (++_uses << PendingReplies.IndexBits) | (uint)Index;
        Volatile.Write(ref _id, id);
        return id;
    }

    /// <summary>Answers the request when its caller gives up, and tells the peer. Between <see cref="Start"/> and the reply's being taken.</summary>
    internal void CancelOn(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
            _registration = cancellation.UnsafeRegister(static state => ((PendingReply)state!).GiveUp(), this);
    }

    /// <summary>Answers <paramref name="id"/>; false if it was answered before: the reply is still the caller's.</summary>
    internal bool TryAnswer(ulong id, InferenceReply reply)
    {
        if (id == 0 || Interlocked.CompareExchange(ref _id, 0, id) != id)
            return false;
        _promise.SetResult(reply);
        return true;
    }

    /// <summary>Answers <paramref name="id"/> with an error; false if it was answered before.</summary>
    internal bool TryFail(ulong id, InferenceError error)
    {
        if (id == 0 || Interlocked.CompareExchange(ref _id, 0, id) != id)
            return false;
        _promise.SetResult(InferenceReply.Failed(error));
        return true;
    }

    /// <summary>Answers a request whose deadline passed before <paramref name="now"/>, in ticks.</summary>
    internal void FailIfOverdue(long now)
    {
        var id = Id; // before the deadline: the place may be taken by another meanwhile
        if (_deadline < now)
            GiveUp(id, LinkErrors.TimedOut);
    }

    InferenceReply IValueTaskSource<InferenceReply>.GetResult(short token)
    {
        var reply = _promise.GetResult(token);
        _registration.Dispose(); // waits for a callback that runs, so that it cannot hit the next request
        _registration = default;
        _promise.Reset();
        _owner.Return(this);
        return reply;
    }

    ValueTaskSourceStatus IValueTaskSource<InferenceReply>.GetStatus(short token) => _promise.GetStatus(token);

    void IValueTaskSource<InferenceReply>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _promise.OnCompleted(continuation, state, token, flags);

    private void GiveUp() => GiveUp(Id, LinkErrors.Cancelled);

    /// <summary>Answers with an error before the peer does, and tells the peer that nobody waits any more.</summary>
    private void GiveUp(ulong id, InferenceError error)
    {
        var writer = _writer;
        if (TryFail(id, error))
            writer?.Post(FrameKind.Cancel, id);
    }
}
