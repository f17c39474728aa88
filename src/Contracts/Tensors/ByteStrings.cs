using System.Buffers.Binary;

namespace ModelCluster.Contracts.Tensors;

/// <summary>
/// Reads and writes the data of a BYTES tensor: for each element a u32 little-endian length, then so many bytes
/// (the binary tensor extension of the Open Inference Protocol).
/// </summary>
public static class ByteStrings
{
    /// <summary>Bytes of an element's length.</summary>
    public const int LengthBytes = 4;

    /// <summary>Takes the first element off <paramref name="data"/>.</summary>
    /// <returns>False if <paramref name="data"/> ends before it does, or is empty.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> element)
    {
        element = default;
        if (data.Length < LengthBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (length > (uint)(data.Length - LengthBytes))
            return false;
        element = data.Slice(LengthBytes, (int)length);
        data = data[(LengthBytes + (int)length)..];
        return true;
    }

    /// <summary>Writes one element at the start of <paramref name="target"/>, which is long enough, and says how long it is.</summary>
    public static int Write(Span<byte> target, ReadOnlySpan<byte> element)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)element.Length);
        element.CopyTo(target[LengthBytes..]);
        return LengthBytes + element.Length;
    }

    /// <summary>How many whole elements <paramref name="data"/> holds; -1 if it ends inside one.</summary>
    public static long Count(ReadOnlySpan<byte> data)
    {
        long count = 0;
        while (TryRead(ref data, out _))
            count++;
        return data.IsEmpty ? count : -1;
    }

    internal static (int Start, int Length) Rows(Tensor tensor, long first, long rows)
    {
        tensor.Shape.TryCountElements(out var count);
        var perRow = tensor.Rows == 0 ? 0 : count / tensor.Rows;
        ReadOnlySpan<byte> all = tensor.Span;
        var start = all.Length - Skip(all, first * perRow).Length;
        return (start, all.Length - start - Skip(all[start..], rows * perRow).Length);
    }

    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> data, long elements)
    {
        for (; elements > 0; elements--)
        {
            if (!TryRead(ref data, out _))
                throw new InvalidOperationException("a BYTES tensor holds fewer elements than its shape says");
        }

        return data;
    }
}
