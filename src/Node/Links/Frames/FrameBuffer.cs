using System.Buffers.Binary;
using System.Text;

namespace ModelCluster.Node.Links.Frames;

/// <summary>Bytes to be sent: grows as frames are written to it, and is used again. Not thread-safe.</summary>
internal sealed class FrameBuffer(int capacity = FrameBuffer.Usual)
{
    private const int Usual = 16 << 10;
    private const int LargestKept = 1 << 20;

    private byte[] _bytes = new byte[capacity];

    /// <summary>How many bytes were written.</summary>
    internal int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Room for so many more bytes, which count as written.</summary>
    internal Span<byte> Take(int count)
    {
        var start = Length;
        if (_bytes.Length - start < count)
            Array.Resize(ref _bytes, Math.Max(checked(start + count), _bytes.Length * 2));
        Length += count;
        return _bytes.AsSpan(start, count);
    }

    internal void Byte(byte value) => Take(1)[0] = value;

    internal void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    internal void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>A text: its length in bytes (4), then UTF-8.</summary>
    internal void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Int32(length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    /// <summary>A frame of nothing but its header.</summary>
    internal void Header(in FrameHeader header) => header.Write(Take(FrameHeader.Size));

    /// <summary>The header of what was written since <paramref name="start"/>, where room was taken for it.</summary>
    internal void HeaderAt(int start, in FrameHeader header) => header.Write(_bytes.AsSpan(start));

    /// <summary>Forgets what was written after the first <paramref name="length"/> bytes.</summary>
    internal void CutTo(int length) => Length = length;

    /// <summary>Forgets all; memory that only a rare burst needed goes.</summary>
    internal void Clear()
    {
        Length = 0;
        if (_bytes.Length > LargestKept)
            _bytes = new byte[Usual];
    }
}
