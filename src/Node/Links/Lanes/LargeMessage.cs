using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Links.Frames;

namespace ModelCluster.Node.Links.Lanes;

/// <summary>
/// A message that is sent in pieces, straight from its tensors' memory: it holds leases of its own, so that nobody waits for it.
/// Used by one thread at a time.
/// </summary>
internal sealed class LargeMessage : IDisposable
{
    private readonly FrameBuffer _head = new(512);
    private readonly Tensor[] _tensors;
    private int _index;
    private int _offset;
    private bool _isAnnounced;

    private LargeMessage(FrameKind kind, ulong id, IReadOnlyList<NamedTensor> tensors)
    {
        (Kind, Id) = (kind, id);
        _tensors = new Tensor[tensors.Count];
        for (var i = 0; i < _tensors.Length; i++)
            _tensors[i] = tensors[i].Tensor.Share();
        SkipEmpty();
    }

    internal bool HasMore => _index < _tensors.Length;

    private FrameKind Kind { get; }

    private ulong Id { get; }

    /// <summary>Null: the head is too long.</summary>
    internal static LargeMessage? TryCreate<THead>(FrameKind kind, ulong id, in THead head, IReadOnlyList<NamedTensor> tensors)
        where THead : struct, IFrameHead
    {
        var message = new LargeMessage(kind, id, tensors);
        head.Write(message._head);
        if (message._head.Length <= LinkLimits.LongestHead)
            return message;
        message.Dispose();
        return null;
    }

    /// <summary>Appends the frame of the next piece to <paramref name="buffer"/>, but for its data: they are returned.</summary>
    internal ReadOnlyMemory<byte> Next(FrameBuffer buffer)
    {
        if (!_isAnnounced)
        {
            _isAnnounced = true;
            buffer.Header(new FrameHeader(Kind, _head.Length, 0, Id));
            _head.Written.Span.CopyTo(buffer.Take(_head.Length));
        }

        ReadOnlyMemory<byte> data = _tensors[_index].Memory[_offset..];
        if (data.Length > LinkLimits.Piece)
            data = data[..LinkLimits.Piece];
        buffer.Header(new FrameHeader(FrameKind.More, 0, data.Length, Id));
        _offset += data.Length;
        SkipEmpty();
        return data;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors)
            tensor.Dispose();
    }

    private void SkipEmpty()
    {
        for (; _index < _tensors.Length && _offset == _tensors[_index].ByteLength; _index++)
            _offset = 0;
    }
}
