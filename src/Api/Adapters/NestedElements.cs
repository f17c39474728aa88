using ModelCluster.Api.Http.Infer;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>Writes a tensor as JSON arrays nested as its shape says; a scalar as an array of one.</summary>
internal static class NestedElements
{
    /// <summary>Writes the array.</summary>
    public static void Write(PooledBuffer target, in NamedTensor output)
    {
        if (output.Tensor.Type is TensorType.Fp16 or TensorType.Bf16)
        {
            using var wide = HalfPrecision.Widen(output.Tensor);
            Write(target, new NamedTensor(output.Name, wide));
            return;
        }

        ReadOnlySpan<byte> elements = output.Tensor.Span;
        WriteLevel(target, output, level: 0, ref elements);
    }

    /// <summary>Takes what it writes off <paramref name="elements"/>.</summary>
    private static void WriteLevel(PooledBuffer target, in NamedTensor output, int level, ref ReadOnlySpan<byte> elements)
    {
        var tensor = output.Tensor;
        var count = tensor.Shape.Rank == 0 ? 1 : tensor.Shape[level];
        if (level >= tensor.Shape.Rank - 1)
        {
            var length = LengthOf(tensor.Type, count, elements);
            ElementText.Write(target, output.Name, tensor.Type, elements[..length]);
            elements = elements[length..];
            return;
        }

        target.Write((byte)'[');
        for (long i = 0; i < count; i++)
        {
            if (i > 0)
                target.Write((byte)',');
            WriteLevel(target, output, level + 1, ref elements);
        }

        target.Write((byte)']');
    }

    private static int LengthOf(TensorType type, long count, ReadOnlySpan<byte> elements)
    {
        if (type != TensorType.Bytes)
            return checked((int)(count * type.Size()));
        var rest = elements;
        for (; count > 0; count--)
            ByteStrings.TryRead(ref rest, out _);
        return elements.Length - rest.Length;
    }
}
