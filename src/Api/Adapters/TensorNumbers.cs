using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>A tensor's elements as numbers of one type, where which type they had hardly matters.</summary>
internal static class TensorNumbers
{
    /// <summary>The elements of any type but BYTES; whole numbers past 2^53 lose their last digits.</summary>
    public static double[] Doubles(Tensor tensor)
    {
        if (tensor.Type is TensorType.Fp16 or TensorType.Bf16)
        {
            using var wide = HalfPrecision.Widen(tensor);
            return Doubles(wide);
        }

        return tensor.Type switch
        {
            TensorType.Fp32 => Convert<float, double>(tensor),
            TensorType.Fp64 => Convert<double, double>(tensor),
            _ => Integers<double>(tensor),
        };
    }

    /// <summary>The elements of a type of whole numbers, or truth values as 0 and 1.</summary>
    public static long[] Longs(Tensor tensor) => Integers<long>(tensor);

    /// <summary>Writes a number as short as it can be in the precision of <paramref name="type"/>; what is no number is null.</summary>
    public static void Write(PooledBuffer target, double value, TensorType type)
    {
        if (!double.IsFinite(value))
        {
            target.Write("null"u8);
            return;
        }

        var text = type is TensorType.Fp32 or TensorType.Fp16 or TensorType.Bf16
            ? ((float)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
        target.Write(Encoding.ASCII.GetBytes(text));
    }

    private static T[] Integers<T>(Tensor tensor)
        where T : INumber<T> => tensor.Type switch
        {
            TensorType.Int8 => Convert<sbyte, T>(tensor),
            TensorType.Int16 => Convert<short, T>(tensor),
            TensorType.Int32 => Convert<int, T>(tensor),
            TensorType.Int64 => Convert<long, T>(tensor),
            TensorType.UInt16 => Convert<ushort, T>(tensor),
            TensorType.UInt32 => Convert<uint, T>(tensor),
            TensorType.UInt64 => Convert<ulong, T>(tensor),
            TensorType.UInt8 or TensorType.Bool => Convert<byte, T>(tensor),
            _ => throw new NotSupportedException($"{tensor.Type} holds no whole numbers"),
        };

    private static TTo[] Convert<TFrom, TTo>(Tensor tensor)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : INumber<TTo>
    {
        var values = MemoryMarshal.Cast<byte, TFrom>(tensor.Span);
        var converted = new TTo[values.Length];
        for (var i = 0; i < converted.Length; i++)
            converted[i] = TTo.CreateSaturating(values[i]);
        return converted;
    }
}
