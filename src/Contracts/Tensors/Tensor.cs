using System.Runtime.InteropServices;

namespace ModelCluster.Contracts.Tensors;

/// <summary>
/// A lease of pooled, pinned memory that holds a tensor, row-major, little-endian. It has one owner at a time, who
/// disposes it exactly once and does not touch it afterwards: the object itself is used again. Not thread-safe.
/// </summary>
public sealed class Tensor : IDisposable
{
    private TensorMemory? _memory;
    private int _offset;
    private TensorShape _shape;

    private Tensor()
    {
    }

    /// <summary>Element type.</summary>
    public TensorType Type { get; private set; }

    /// <summary>Dimensions, all fixed.</summary>
    public ref readonly TensorShape Shape => ref _shape;

    /// <summary>Length of the data in bytes.</summary>
    public int ByteLength { get; private set; }

    /// <summary>Dimension 0, or 1 for a scalar: the rows of a batch.</summary>
    public long Rows => _shape.Rank == 0 ? 1 : _shape[0];

    /// <summary>The data. Not zeroed when rented.</summary>
    public Span<byte> Span => Owned.Bytes.AsSpan(_offset, ByteLength);

    /// <summary>The data, for asynchronous readers and writers.</summary>
    public Memory<byte> Memory => Owned.Bytes.AsMemory(_offset, ByteLength);

    /// <summary>The address of the data; fixed until disposal.</summary>
    public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(Owned.Bytes, _offset);

    private TensorMemory Owned => _memory ?? throw new ObjectDisposedException(nameof(Tensor));

    /// <summary>A tensor of a fixed-size type. The data is not zeroed.</summary>
    /// <exception cref="ArgumentException">The shape has a free dimension, the data passes 2 GiB, or the type is BYTES.</exception>
    public static Tensor Rent(TensorType type, in TensorShape shape)
    {
        if (type == TensorType.Bytes)
            throw new ArgumentException("the length of a BYTES tensor must be given", nameof(type));
        if (!shape.TryCountElements(out var count) || count > Array.MaxLength / type.Size())
            throw new ArgumentException($"a {type.Name()} tensor of shape {shape} is too large or not fixed", nameof(shape));
        return Rent(type, shape, (int)count * type.Size());
    }

    /// <summary>A tensor whose data has the given length in bytes; the caller answers for the length fitting the shape.</summary>
    public static Tensor Rent(TensorType type, in TensorShape shape, int byteLength) =>
        Create(TensorPool.Rent(byteLength), 0, byteLength, type, shape);

    /// <summary>
    /// Another lease of rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="rows"/>, of the same
    /// memory: nothing is copied, the memory lives until both are disposed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such rows.</exception>
    public Tensor SliceRows(long first, long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Rows - first);
        var (start, length) = Type == TensorType.Bytes ? ByteStrings.Rows(this, first, rows) : FixedRows(first, rows);
        var memory = Owned;
        memory.AddReference();
        return Create(memory, _offset + start, length, Type, _shape.Rank == 0 ? _shape : _shape.WithRows(rows));
    }

    /// <summary>Another lease of the same memory: nothing is copied, the memory lives until both are disposed, neither is written to.</summary>
    public Tensor Share()
    {
        var memory = Owned;
        memory.AddReference();
        return Create(memory, _offset, ByteLength, Type, _shape);
    }

    /// <summary>Shortens the data, after a writer that could only estimate it (BYTES).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Longer than it was.</exception>
    public void Truncate(int byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)byteLength, (uint)ByteLength, nameof(byteLength));
        ByteLength = byteLength;
    }

    /// <summary>Gives the same bytes another type and shape, whose size the caller has checked.</summary>
    public void Reinterpret(TensorType type, in TensorShape shape)
    {
        Type = type;
        _shape = shape;
    }

    /// <summary>Gives the memory back; a second call does nothing as long as the object was not rented again.</summary>
    public void Dispose()
    {
        var memory = Interlocked.Exchange(ref _memory, null);
        if (memory is null)
            return;
        memory.Release();
        TensorPool.Handles.Put(this);
    }

    private static Tensor Create(TensorMemory memory, int offset, int length, TensorType type, in TensorShape shape)
    {
        var tensor = TensorPool.Handles.TryTake() ?? new Tensor();
        tensor._memory = memory;
        tensor._offset = offset;
        tensor.ByteLength = length;
        tensor.Type = type;
        tensor._shape = shape;
        return tensor;
    }

    private (int Start, int Length) FixedRows(long first, long rows)
    {
        var perRow = Rows == 0 ? 0 : ByteLength / Rows;
        return ((int)(first * perRow), (int)(rows * perRow));
    }
}
