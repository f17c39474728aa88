using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Inference;

/// <summary>
/// The classification extension: instead of an output's elements, the largest of each row as <c>value:index</c>, with
/// <c>:label</c> where the model has labels.
/// </summary>
internal static class Classification
{
    /// <summary>
    /// A BYTES tensor, the caller's: [rows, n] if <paramref name="hasRows"/>, else [n], with n the smaller of
    /// <paramref name="classes"/> and the elements of a row. Largest first, equals by index, NaN last.
    /// </summary>
    /// <returns>Null if elements of the output's type have no order.</returns>
    public static Tensor? Largest(Tensor output, bool hasRows, int classes, IReadOnlyList<string> labels) => output.Type switch
    {
        TensorType.Fp32 => Largest<float>(output, hasRows, classes, labels),
        TensorType.Fp64 => Largest<double>(output, hasRows, classes, labels),
        TensorType.Fp16 => Largest<Half>(output, hasRows, classes, labels),
        TensorType.Int8 => Largest<sbyte>(output, hasRows, classes, labels),
        TensorType.Int16 => Largest<short>(output, hasRows, classes, labels),
        TensorType.Int32 => Largest<int>(output, hasRows, classes, labels),
        TensorType.Int64 => Largest<long>(output, hasRows, classes, labels),
        TensorType.UInt8 => Largest<byte>(output, hasRows, classes, labels),
        TensorType.UInt16 => Largest<ushort>(output, hasRows, classes, labels),
        TensorType.UInt32 => Largest<uint>(output, hasRows, classes, labels),
        TensorType.UInt64 => Largest<ulong>(output, hasRows, classes, labels),
        _ => null,
    };

    private static Tensor Largest<T>(Tensor output, bool hasRows, int classes, IReadOnlyList<string> labels)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(output.Span);
        var rows = hasRows ? (int)output.Rows : 1;
        var perRow = rows == 0 ? 0 : values.Length / rows;
        var kept = Math.Min(classes, perRow);
        using var text = new PooledBuffer();
        for (var row = 0; row < rows; row++)
            WriteRow(text, values.Slice(row * perRow, perRow), kept, labels);
        var shape = hasRows ? new TensorShape(rows, kept) : new TensorShape(kept);
        var tensor = Tensor.Rent(TensorType.Bytes, shape, text.Length);
        text.Written.Span.CopyTo(tensor.Span);
        return tensor;
    }

    private static void WriteRow<T>(PooledBuffer target, ReadOnlySpan<T> row, int kept, IReadOnlyList<string> labels)
        where T : unmanaged, INumber<T>
    {
        var keys = row.ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (left, right) => keys[right].CompareTo(keys[left]) is var byValue and not 0 ? byValue : left - right);
        foreach (var index in order.AsSpan(0, kept))
        {
            var label = index < labels.Count ? $":{labels[index]}" : "";
            var element = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{keys[index]}:{index}{label}"));
            target.Advance(ByteStrings.Write(target.GetSpan(ByteStrings.LengthBytes + element.Length), element));
        }
    }
}
