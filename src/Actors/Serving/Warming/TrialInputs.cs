using System.Runtime.InteropServices;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Warming;

/// <summary>
/// Makes up inputs for a model whose samples are not known: numbers from 0 to 1, the same each time. Whole numbers and
/// strings are 0 or 1, and two neighbouring rows differ in every element, so that rows which mix can be told.
/// </summary>
internal static class TrialInputs
{
    /// <summary>What a free dimension that is not the batch gets.</summary>
    private const long FreeDimension = 2;

    /// <summary>One tensor per input, of so many rows; the caller's.</summary>
    internal static Tensor[] Create(ModelSignature signature, bool isBatched, long rows)
    {
        var random = new Random(7);
        return [.. signature.Inputs.Select(spec => Create(spec, isBatched, rows, random))];
    }

    private static Tensor Create(TensorSpec spec, bool isBatched, long rows, Random random)
    {
        var dimensions = spec.Shape.AsSpan().ToArray();
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (dimensions[i] < 0)
                dimensions[i] = i == 0 && isBatched ? rows : FreeDimension;
        }

        var shape = new TensorShape(dimensions);
        shape.TryCountElements(out var count);
        var bits = Bits(count, isBatched ? Math.Max(1, count / Math.Max(1, rows)) : count, random);
        return spec.Type == TensorType.Bytes ? Strings(shape, bits) : Numbers(spec.Type, shape, bits, random);
    }

    private static byte[] Bits(long count, long perRow, Random random)
    {
        var bits = new byte[count];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = i < perRow ? (byte)random.Next(2) : (byte)(1 - bits[i - perRow]);
        return bits;
    }

    private static Tensor Numbers(TensorType type, in TensorShape shape, byte[] bits, Random random)
    {
        var tensor = Tensor.Rent(type, shape);
        for (var i = 0; i < bits.Length; i++)
            Write(type, tensor.Span[(i * type.Size())..], bits[i], random);
        return tensor;
    }

    private static void Write(TensorType type, Span<byte> target, byte bit, Random random)
    {
        switch (type)
        {
            case TensorType.Fp16: MemoryMarshal.Write(target, (Half)random.NextDouble()); break;
            case TensorType.Bf16: MemoryMarshal.Write(target, (ushort)(BitConverter.SingleToUInt32Bits(random.NextSingle()) >> 16)); break;
            case TensorType.Fp32: MemoryMarshal.Write(target, random.NextSingle()); break;
            case TensorType.Fp64: MemoryMarshal.Write(target, random.NextDouble()); break;
            default:
                target[..type.Size()].Clear();
                target[0] = bit;
                break;
        }
    }

    private static Tensor Strings(in TensorShape shape, byte[] bits)
    {
        var tensor = Tensor.Rent(TensorType.Bytes, shape, checked(bits.Length * (ByteStrings.LengthBytes + 1)));
        for (var i = 0; i < bits.Length; i++)
            ByteStrings.Write(tensor.Span[(i * (ByteStrings.LengthBytes + 1))..], [(byte)('0' + bits[i])]);
        return tensor;
    }
}
