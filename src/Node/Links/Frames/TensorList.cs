using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Links.Frames;

/// <summary>The part of a head that describes the tensors whose data follow it: name, type, shape and length in bytes of each.</summary>
internal static class TensorList
{
    /// <summary>Bytes of data of all of them.</summary>
    internal static long Bytes(IReadOnlyList<NamedTensor> tensors)
    {
        long bytes = 0;
        for (var i = 0; i < tensors.Count; i++)
            bytes += tensors[i].Tensor.ByteLength;
        return bytes;
    }

    internal static void Write(FrameBuffer buffer, IReadOnlyList<NamedTensor> tensors)
    {
        buffer.Int32(tensors.Count);
        for (var i = 0; i < tensors.Count; i++)
        {
            var (name, tensor) = tensors[i];
            buffer.Text(name);
            buffer.Byte((byte)tensor.Type);
            buffer.Byte((byte)tensor.Shape.Rank);
            foreach (var dimension in tensor.Shape.AsSpan())
                buffer.Int64(dimension);
            buffer.Int32(tensor.ByteLength);
        }
    }

    /// <summary>Reads the next tensor's description and rents memory for its data, which is still to come.</summary>
    /// <param name="reader">Stands at the tensor.</param>
    /// <param name="bytesLeft">How many bytes of data this and later tensors of the message may have; lowered.</param>
    internal static NamedTensor Read(ref HeadReader reader, ref long bytesLeft)
    {
        var name = reader.Text();
        var type = (TensorType)reader.Choice((byte)TensorType.Bytes, "tensor type");
        var rank = reader.Choice(TensorShape.MaxRank, "rank");
        Span<long> dimensions = stackalloc long[rank];
        for (var i = 0; i < rank; i++)
        {
            dimensions[i] = reader.Int64();
            if (dimensions[i] < 0)
                throw new LinkProtocolException($"a tensor with the dimension {dimensions[i]}");
        }

        var length = reader.Int32();
        if (length < 0 || length > bytesLeft)
            throw new LinkProtocolException($"a tensor of {length} bytes; {bytesLeft} are left for this message");
        bytesLeft -= length;
        return new NamedTensor(name, Tensor.Rent(type, new TensorShape(dimensions), length));
    }

    /// <summary>
    /// What is wrong with a tensor whose data do not fit its type and shape, null if all is well: whoever runs a model relies on it.
    /// </summary>
    internal static string? Problem(IReadOnlyList<NamedTensor> tensors)
    {
        for (var i = 0; i < tensors.Count; i++)
        {
            var (name, tensor) = tensors[i];
            if (!tensor.Shape.TryCountElements(out var elements)
                || (tensor.Type == TensorType.Bytes ? ByteStrings.Count(tensor.Span) != elements : !Fits(tensor, elements)))
                return $"tensor '{name}' has {tensor.ByteLength} bytes, which are no {tensor.Type.Name()} data of shape {tensor.Shape}";
        }

        return null;
    }

    private static bool Fits(Tensor tensor, long elements) =>
        tensor.ByteLength % tensor.Type.Size() == 0 && tensor.ByteLength / tensor.Type.Size() == elements;
}
