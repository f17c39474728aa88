using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Links.Frames;

namespace ModelCluster.Node.Links.Lanes;

/// <summary>A message whose data are still coming: owns its tensors until it is delivered. Used by one thread at a time.</summary>
internal sealed class IncomingMessage : IDisposable
{
    private readonly RequestHead _request;
    private readonly InferenceReply? _reply;
    private int _index;
    private int _offset;

    private IncomingMessage(RequestHead request, InferenceReply? reply)
    {
        (_request, _reply) = (request, reply);
        Bytes = Missing = TensorList.Bytes(Tensors);
        SkipFull();
    }

    /// <summary>Bytes of all its tensors.</summary>
    internal long Bytes { get; }

    /// <summary>How many of them are still to come.</summary>
    internal long Missing { get; private set; }

    /// <summary>True when nothing is missing.</summary>
    internal bool IsWhole => Missing == 0;

    private IReadOnlyList<NamedTensor> Tensors => _reply?.Outputs ?? _request.Request.Inputs;

    /// <summary>Reads the head of a message.</summary>
    /// <exception cref="LinkProtocolException">It is none.</exception>
    internal static IncomingMessage Read(FrameKind kind, ReadOnlySpan<byte> head, NameCache names, long mostBytes) => kind == FrameKind.Request
        ? new IncomingMessage(RequestHead.Read(head, names, mostBytes), null)
        : new IncomingMessage(default, ReplyHead.Read(head, names, mostBytes).Reply);

    /// <summary>Where the next bytes go: at most <paramref name="most"/>, not past the end of a tensor.</summary>
    internal Memory<byte> Room(int most)
    {
        Tensor tensor = Tensors[_index].Tensor;
        return tensor.Memory.Slice(_offset, Math.Min(most, tensor.ByteLength - _offset));
    }

    /// <summary>So many bytes were put where <see cref="Room"/> said.</summary>
    internal void Advance(int count)
    {
        _offset += count;
        Missing -= count;
        SkipFull();
    }

    /// <summary>Hands it over, whole.</summary>
    internal void Deliver(ulong id, ILaneHandler handler)
    {
        if (_reply is null)
            handler.OnRequest(id, _request);
        else
            handler.OnReply(id, _reply);
    }

    /// <summary>Gives the memory of one that is never delivered back.</summary>
    public void Dispose()
    {
        _request.Request?.Dispose();
        _reply?.Dispose();
    }

    private void SkipFull()
    {
        for (; _index < Tensors.Count && _offset == Tensors[_index].Tensor.ByteLength; _index++)
            _offset = 0;
    }
}
