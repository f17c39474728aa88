using System.Runtime.InteropServices;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>FP16 and BF16 have no form of their own in JSON: they are read and written as FP32, which holds both exactly.</summary>
internal static class HalfPrecision
{
    /// <summary>A new tensor, the caller's, with the nearest values of <paramref name="type"/>.</summary>
    public static Tensor Narrow(Tensor singles, TensorType type)
    {
        var halves = Tensor.Rent(type, singles.Shape);
        var from = MemoryMarshal.Cast<byte, float>(singles.Span);
        for (var i = 0; i < from.Length; i++)
        {
            if (type == TensorType.Fp16)
                MemoryMarshal.Cast<byte, Half>(halves.Span)[i] = (Half)from[i];
            else
                MemoryMarshal.Cast<byte, ushort>(halves.Span)[i] = ToBf16(from[i]);
        }

        return halves;
    }

    /// <summary>A new FP32 tensor, the caller's, with the same values.</summary>
    public static Tensor Widen(Tensor halves)
    {
        var singles = Tensor.Rent(TensorType.Fp32, halves.Shape);
        var to = MemoryMarshal.Cast<byte, float>(singles.Span);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = halves.Type == TensorType.Fp16
                ? (float)MemoryMarshal.Cast<byte, Half>(halves.Span)[i]
                : BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Cast<byte, ushort>(halves.Span)[i] << 16);
        }

        return singles;
    }

    /// <summary>To nearest, ties to even; a NaN stays one.</summary>
    private static ushort ToBf16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
