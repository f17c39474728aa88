using System.Buffers;
using ModelCluster.Node.Links.Frames;

namespace ModelCluster.Node.Links.Lanes;

/// <summary>
/// Reads frames from one direction of a lane and hands over what they bring. The data of large messages go from the stream into
/// their tensors' memory without a stop. Read once, by <see cref="ReadAllAsync"/>.
/// </summary>
/// <param name="stream">Where from.</param>
/// <param name="mostBytes">The most bytes of tensors a message may have.</param>
/// <param name="handler">Gets it.</param>
internal sealed class LaneReader(Stream stream, long mostBytes, ILaneHandler handler)
{
    private const int Usual = 64 << 10;
    private const int WorthItsOwnRead = 8 << 10;

    private readonly NameCache _names = new();
    private readonly Dictionary<ulong, IncomingMessage> _underWay = [];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Usual);
    private int _start;
    private int _end;

    private int Buffered => _end - _start;

    /// <summary>Reads until the other side ends the lane.</summary>
    /// <exception cref="LinkProtocolException">What came is not what nodes send.</exception>
    /// <exception cref="IOException">The lane broke.</exception>
    internal async Task ReadAllAsync(CancellationToken cancellation)
    {
        IncomingMessage? current = null;
        try
        {
            while (Buffered >= FrameHeader.Size || await TryFillAsync(FrameHeader.Size, cancellation))
            {
                var header = FrameHeader.Read(Take(FrameHeader.Size));
                if (header.Head > Buffered)
                    await FillAsync(header.Head, cancellation);
                current = Begin(header);
                if (current is null)
                    continue;
                for (var left = header.Data; left > 0;)
                {
                    var room = current.Room(left);
                    if (!CopyTo(room.Span))
                        await CopyToAsync(room, cancellation);
                    current.Advance(room.Length);
                    left -= room.Length;
                }

                End(header, current);
                current = null;
            }
        }
        finally
        {
            current?.Dispose();
            foreach (var message in _underWay.Values)
                message.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    /// <summary>The message that a frame is of, whose data the frame goes on with; null: there is none to read.</summary>
    private IncomingMessage? Begin(in FrameHeader header)
    {
        switch (header.Kind)
        {
            case FrameKind.Request or FrameKind.Reply:
                var message = IncomingMessage.Read(header.Kind, Take(header.Head), _names, mostBytes);
                if (message.Bytes == header.Data)
                    return message;
                if (header.Data == 0 && _underWay.Count < LinkLimits.LargeAtOnce && _underWay.TryAdd(header.Id, message))
                    return null;
                message.Dispose();
                throw new LinkProtocolException($"a message of {message.Bytes} bytes begins with {header.Data} of them, beside {_underWay.Count} others");
            case FrameKind.More:
                if (!_underWay.Remove(header.Id, out var known))
                    throw new LinkProtocolException("more of a message that never began");
                if (header.Data > 0 && header.Data <= known.Missing)
                    return known;
                known.Dispose();
                throw new LinkProtocolException($"{header.Data} bytes more of a message that lacks {known.Missing}");
            default:
                handler.OnSignal(header.Kind, header.Id);
                return null;
        }
    }

    private void End(in FrameHeader header, IncomingMessage message)
    {
        if (message.IsWhole)
            message.Deliver(header.Id, handler);
        else
            _underWay.Add(header.Id, message);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _buffer.AsSpan(_start, count);
        _start += count;
        return taken;
    }

    /// <summary>Copies what is buffered; false if it is not enough, and nothing was copied.</summary>
    private bool CopyTo(Span<byte> target)
    {
        if (target.Length > Buffered)
            return false;
        Take(target.Length).CopyTo(target);
        return true;
    }

    private async ValueTask CopyToAsync(Memory<byte> target, CancellationToken cancellation)
    {
        var buffered = Buffered;
        Take(buffered).CopyTo(target.Span);
        target = target[buffered..];
        if (target.Length < WorthItsOwnRead)
        {
            await FillAsync(target.Length, cancellation);
            CopyTo(target.Span);
            return;
        }

        while (!target.IsEmpty)
        {
            var count = await stream.ReadAsync(target, cancellation);
            if (count == 0)
                throw CutOff();
            handler.OnHeard();
            target = target[count..];
        }
    }

    private async ValueTask FillAsync(int count, CancellationToken cancellation)
    {
        if (!await TryFillAsync(count, cancellation))
            throw CutOff();
    }

    /// <summary>Has at least <paramref name="count"/> bytes buffered; false: the lane ended, between frames.</summary>
    private async ValueTask<bool> TryFillAsync(int count, CancellationToken cancellation)
    {
        if (Buffered == 0)
            (_start, _end) = (0, 0);
        if (count > _buffer.Length - _start)
            MakeRoom(count);
        while (Buffered < count)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
                return Buffered == 0 ? false : throw CutOff();
            handler.OnHeard();
            _end += read;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        var target = count > _buffer.Length ? ArrayPool<byte>.Shared.Rent(count) : _buffer;
        var buffered = Buffered;
        _buffer.AsSpan(_start, buffered).CopyTo(target);
        if (target != _buffer)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (target, 0, buffered);
    }

    private static IOException CutOff() => new("the lane was cut off inside a frame");
}
