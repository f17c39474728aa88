using ModelCluster.Contracts.Inference;
using ModelCluster.Node.Links.Frames;

namespace ModelCluster.Node.Links.Lanes;

/// <summary>
/// Sends frames over one direction of a lane. Small ones are gathered in a buffer and leave together, with one write for all that
/// came while the last write went on; large ones go in pieces between them, in turns. Thread-safe; posting never waits.
/// </summary>
/// <param name="stream">Where to; only this object writes to it.</param>
/// <param name="onBroken">Told once why it could not be written to.</param>
internal sealed class LaneWriter(Stream stream, Action<Exception> onBroken) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<LargeMessage> _waiting = new();
    private readonly Queue<LargeMessage> _underWay = new();
    private FrameBuffer _filling = new();
    private FrameBuffer _sending = new();
    private bool _isRunning;
    private bool _isClosed;

    /// <summary>True if all that was posted was handed to the stream.</summary>
    internal bool IsIdle
    {
        get
        {
            lock (_lock)
                return !_isRunning;
        }
    }

    /// <summary>Sends a message. Its tensors are copied, or leased again, before this returns.</summary>
    internal PostResult Post<THead>(FrameKind kind, ulong id, in THead head, IReadOnlyList<NamedTensor> tensors)
        where THead : struct, IFrameHead
    {
        var bytes = TensorList.Bytes(tensors);
        return bytes > LinkLimits.LongestWhole ? PostLarge(kind, id, head, tensors) : PostWhole(kind, id, head, tensors, (int)bytes);
    }

    /// <summary>Sends a frame that is nothing but its header; false if the lane is closed.</summary>
    internal bool Post(FrameKind kind, ulong id)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _filling.Header(new FrameHeader(kind, 0, 0, id));
            Start();
            return true;
        }
    }

    /// <summary>Sends nothing more; what waits is forgotten.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            while (_waiting.TryDequeue(out var message) || _underWay.TryDequeue(out message))
                message.Dispose();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAllAsync();

    private PostResult PostWhole<THead>(FrameKind kind, ulong id, in THead head, IReadOnlyList<NamedTensor> tensors, int bytes)
        where THead : struct, IFrameHead
    {
        lock (_lock)
        {
            if (_isClosed)
                return PostResult.Closed;
            var start = _filling.Length;
            _filling.Take(FrameHeader.Size);
            head.Write(_filling);
            var headLength = _filling.Length - start - FrameHeader.Size;
            if (headLength > LinkLimits.LongestHead)
            {
                _filling.CutTo(start);
                return PostResult.TooLong;
            }

            _filling.HeaderAt(start, new FrameHeader(kind, headLength, bytes, id));
            for (var i = 0; i < tensors.Count; i++)
                tensors[i].Tensor.Span.CopyTo(_filling.Take(tensors[i].Tensor.ByteLength));
            Start();
            return PostResult.Posted;
        }
    }

    private PostResult PostLarge<THead>(FrameKind kind, ulong id, in THead head, IReadOnlyList<NamedTensor> tensors)
        where THead : struct, IFrameHead
    {
        if (LargeMessage.TryCreate(kind, id, head, tensors) is not { } message)
            return PostResult.TooLong;
        lock (_lock)
        {
            if (!_isClosed)
            {
                _waiting.Enqueue(message);
                Start();
                return PostResult.Posted;
            }
        }

        message.Dispose();
        return PostResult.Closed;
    }

    /// <summary>Under the lock. On another thread, so that whoever posts at the same time as this one shares its write.</summary>
    private void Start()
    {
        if (_isRunning)
            return;
        _isRunning = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task SendAllAsync()
    {
        LargeMessage? large = null;
        try
        {
            var mustFlush = false;
            while (TryTake(mustFlush, ref large, out var frames, out var data))
            {
                mustFlush = !frames.IsEmpty;
                if (!mustFlush)
                    await stream.FlushAsync();
                else
                    await stream.WriteAsync(frames);
                if (!data.IsEmpty)
                    await stream.WriteAsync(data);
            }
        }
        catch (Exception failure)
        {
            large?.Dispose();
            Close();
            onBroken(failure);
        }
    }

    /// <summary>
    /// What to write next: all small frames, then the data of a piece of a large message; both empty: flush. False: nothing is left
    /// to do.
    /// </summary>
    /// <param name="mustFlush">Something was written since the last flush.</param>
    /// <param name="large">The message of the piece that was written last, then of the next.</param>
    /// <param name="frames">Whole frames, and the header of the piece.</param>
    /// <param name="data">The piece.</param>
    private bool TryTake(bool mustFlush, ref LargeMessage? large, out ReadOnlyMemory<byte> frames, out ReadOnlyMemory<byte> data)
    {
        lock (_lock)
        {
            (frames, data) = (default, default);
            if (large is { HasMore: true } && !_isClosed)
                _underWay.Enqueue(large);
            else
                large?.Dispose();
            large = null;
            _isRunning = false;
            if (_isClosed)
                return false;
            (_filling, _sending) = (_sending, _filling);
            _filling.Clear();
            while (_underWay.Count < LinkLimits.LargeAtOnce && _waiting.TryDequeue(out var next))
                _underWay.Enqueue(next);
            if (_underWay.TryDequeue(out large))
                data = large.Next(_sending);
            frames = _sending.Written;
            _isRunning = mustFlush || !frames.IsEmpty;
            return _isRunning;
        }
    }
}
