using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Onnx;

/// <summary>Copies outputs that the runtime allocated into pooled tensors.</summary>
internal static class RuntimeOutputs
{
    /// <summary>A rented tensor with the value's contents; the value stays the caller's.</summary>
    /// <exception cref="SessionException">It has too many dimensions or bytes.</exception>
    public static unsafe Tensor Copy(OrtApi api, nint value, TensorSpec output)
    {
        Span<long> dimensions = stackalloc long[TensorShape.MaxRank];
        var rank = api.Shape(value, dimensions);
        if (rank > TensorShape.MaxRank)
        {
            throw new SessionException(
                isCallersFault: false, $"output '{output.Name}' came with {rank} dimensions, and at most {TensorShape.MaxRank} can be served");
        }

        var shape = new TensorShape(dimensions[..rank]);
        if (output.Type == TensorType.Bytes)
            return StringTensors.FromValue(api, value, shape);
        if (!shape.TryCountElements(out var count) || count > Array.MaxLength / output.Type.Size())
            throw new SessionException(isCallersFault: false, $"output '{output.Name}' came with shape {shape}, more than 2 GiB");
        var tensor = Tensor.Rent(output.Type, shape);
        new ReadOnlySpan<byte>((void*)api.Data(value), tensor.ByteLength).CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>Moves <paramref name="copy"/> into the memory the caller gave for it, and disposes it.</summary>
    /// <exception cref="SessionException">It does not fit.</exception>
    public static void MoveInto(Tensor given, Tensor copy, string name)
    {
        using (copy)
        {
            if (given.Shape != copy.Shape || given.ByteLength < copy.ByteLength)
            {
                throw new SessionException(
                    isCallersFault: false,
                    $"output '{name}' came with shape {copy.Shape} and {copy.ByteLength} bytes; the memory given for it has {given.Shape} and {given.ByteLength}");
            }

            copy.Span.CopyTo(given.Span);
            given.Truncate(copy.ByteLength);
        }
    }
}
