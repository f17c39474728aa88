using System.Runtime.InteropServices;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Warming;

/// <summary>How far two tensors are apart. Stateless.</summary>
internal static class TensorDifference
{
    /// <summary>
    /// The largest difference of two elements in the same place; infinity where one is NaN and the other is not, and for
    /// other bytes in types that are not floating-point; null if type or shape differ.
    /// </summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <param name="relative">Divides by the larger of the two where that is more than 1.</param>
    internal static double? Largest(Tensor left, Tensor right, bool relative = false)
    {
        if (left.Type != right.Type || left.Shape != right.Shape)
            return null;
        return left.Type switch
        {
            TensorType.Fp16 => Largest(left.Span.Cast<Half>(), right.Span.Cast<Half>(), relative, static value => (double)value),
            TensorType.Bf16 => Largest(left.Span.Cast<ushort>(), right.Span.Cast<ushort>(), relative, static value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
            TensorType.Fp32 => Largest(left.Span.Cast<float>(), right.Span.Cast<float>(), relative, static value => value),
            TensorType.Fp64 => Largest(left.Span.Cast<double>(), right.Span.Cast<double>(), relative, static value => value),
            _ => left.Span.SequenceEqual(right.Span) ? 0 : double.PositiveInfinity,
        };
    }

    private static double Largest<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, bool relative, Func<T, double> value)
    {
        double largest = 0;
        for (var i = 0; i < left.Length; i++)
            largest = Math.Max(largest, Difference(value(left[i]), value(right[i]), relative));
        return largest;
    }

    private static double Difference(double left, double right, bool relative)
    {
        if (left.Equals(right))
            return 0;
        var difference = Math.Abs(left - right);
        if (double.IsNaN(difference))
            return double.PositiveInfinity;
        return relative ? difference / Math.Max(1, Math.Max(Math.Abs(left), Math.Abs(right))) : difference;
    }

    private static ReadOnlySpan<T> Cast<T>(this Span<byte> bytes)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes);
}
