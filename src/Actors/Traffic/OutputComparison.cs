using System.Numerics;
using System.Runtime.InteropServices;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Traffic;

/// <summary>How two answers to one request differ.</summary>
/// <param name="Agrees">True if no two elements differ by more than was tolerated.</param>
/// <param name="IsComparable">False if they differ in other ways than by numbers: outputs, types, shapes, texts, NaN or infinity.</param>
/// <param name="LargestDifference">Of two numbers in the same place; finite.</param>
internal readonly record struct OutputComparison(bool Agrees, bool IsComparable, double LargestDifference)
{
    private static readonly OutputComparison Incomparable = new(Agrees: false, IsComparable: false, 0);

    /// <summary>Compares outputs by name, in whatever order.</summary>
    internal static OutputComparison Of(IReadOnlyList<NamedTensor> left, IReadOnlyList<NamedTensor> right, double tolerance)
    {
        if (left.Count != right.Count)
            return Incomparable;
        var largest = 0.0;
        var isComparable = true;
        foreach (var (name, tensor) in left)
        {
            var other = right.FirstOrDefault(output => output.Name == name).Tensor;
            if (other is null || other.Type != tensor.Type || other.Shape != tensor.Shape)
                return Incomparable;
            largest = Math.Max(largest, Largest(tensor, other, ref isComparable));
        }

        return new OutputComparison(isComparable && largest <= tolerance, isComparable, largest);
    }

    private static double Largest(Tensor left, Tensor right, ref bool isComparable)
    {
        switch (left.Type)
        {
            case TensorType.Fp64:
                return Largest<double>(left, right, ref isComparable);
            case TensorType.Fp32:
                return Largest<float>(left, right, ref isComparable);
            case TensorType.Fp16:
                return Largest<Half>(left, right, ref isComparable);
            case TensorType.Bf16:
                return LargestOfBf16(left, right, ref isComparable);
            case TensorType.Int64:
                return Largest<long>(left, right, ref isComparable);
            case TensorType.Int32:
                return Largest<int>(left, right, ref isComparable);
            case TensorType.Int16:
                return Largest<short>(left, right, ref isComparable);
            case TensorType.Int8:
                return Largest<sbyte>(left, right, ref isComparable);
            case TensorType.UInt64:
                return Largest<ulong>(left, right, ref isComparable);
            case TensorType.UInt32:
                return Largest<uint>(left, right, ref isComparable);
            case TensorType.UInt16:
                return Largest<ushort>(left, right, ref isComparable);
            case TensorType.UInt8 or TensorType.Bool:
                return Largest<byte>(left, right, ref isComparable);
            default:
                isComparable &= left.Span.SequenceEqual(right.Span);
                return 0;
        }
    }

    private static double Largest<T>(Tensor left, Tensor right, ref bool isComparable)
        where T : struct, INumberBase<T>
    {
        var these = MemoryMarshal.Cast<byte, T>(left.Span);
        var others = MemoryMarshal.Cast<byte, T>(right.Span);
        var largest = 0.0;
        for (var i = 0; i < these.Length; i++)
        {
            if (these[i] == others[i])
                continue;
            var difference = Difference(double.CreateSaturating(these[i]), double.CreateSaturating(others[i]), ref isComparable);
            if (difference == 0 && T.IsInteger(these[i]) && T.IsInteger(others[i]))
                difference = 1; // two large integers that are one double
            largest = Math.Max(largest, difference);
        }

        return largest;
    }

    private static double LargestOfBf16(Tensor left, Tensor right, ref bool isComparable)
    {
        var these = MemoryMarshal.Cast<byte, ushort>(left.Span);
        var others = MemoryMarshal.Cast<byte, ushort>(right.Span);
        var largest = 0.0;
        for (var i = 0; i < these.Length; i++)
            largest = Math.Max(largest, Difference(Widen(these[i]), Widen(others[i]), ref isComparable));
        return largest;
    }

    private static double Widen(ushort upperHalf) => BitConverter.UInt32BitsToSingle((uint)upperHalf << 16);

    /// <summary>0, and not comparable, where one is NaN or infinite and the other is not the same.</summary>
    private static double Difference(double left, double right, ref bool isComparable)
    {
        if (left.Equals(right)) // also NaN beside NaN
            return 0;
        var difference = Math.Abs(left - right);
        if (double.IsFinite(difference))
            return difference;
        isComparable = false;
        return 0;
    }
}
