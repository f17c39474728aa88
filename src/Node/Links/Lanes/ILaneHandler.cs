using ModelCluster.Contracts.Inference;
using ModelCluster.Node.Links.Frames;

namespace ModelCluster.Node.Links.Lanes;

/// <summary>What to do with that which comes over a lane. Called by one thread at a time, which reads on only afterwards: must not block.</summary>
internal interface ILaneHandler
{
    /// <summary>A request; the handler's from now on. Its data may not fit its shapes.</summary>
    void OnRequest(ulong id, in RequestHead head);

    /// <summary>A reply; the handler's from now on. Its data may not fit its shapes.</summary>
    void OnReply(ulong id, InferenceReply reply);

    /// <summary>A frame of nothing but its kind.</summary>
    void OnSignal(FrameKind kind, ulong id);

    /// <summary>Bytes have come: the other side lives.</summary>
    void OnHeard();
}
