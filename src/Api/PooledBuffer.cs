using System.Buffers;

namespace ModelCluster.Api;

/// <summary>
/// A growing run of bytes in an array of the shared pool. One owner, who disposes it; spans of what was written are
/// valid until the next write. Not thread-safe.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 1024;

    private byte[] _array = [];

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_array.Length - Length), nameof(count));
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsSpan(Length);
    }

    /// <summary>Copies <paramref name="bytes"/> to the end.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Adds one byte.</summary>
    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    /// <summary>Takes the last byte away.</summary>
    public void RemoveLast() => Length--;

    /// <summary>Starts again, keeping the array.</summary>
    public void Clear() => Length = 0;

    /// <summary>Gives the array back. May be called again.</summary>
    public void Dispose()
    {
        var array = _array;
        _array = [];
        Length = 0;
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
    }

    private void EnsureRoom(int sizeHint)
    {
        var needed = Math.Max(sizeHint, 1);
        if (_array.Length - Length < needed)
            Grow(needed);
    }

    private void Grow(int needed)
    {
        var size = Math.Max(Math.Max((long)Length + needed, 2L * _array.Length), Smallest);
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(size, Math.Max(Array.MaxLength, Length + (long)needed)));
        _array.AsSpan(0, Length).CopyTo(larger);
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
