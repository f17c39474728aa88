using System.Buffers;
using ModelCluster.Api.Http.Json;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Infer;

/// <summary>Takes tensors off the part of a body that follows its JSON, in the order in which they are declared.</summary>
internal static class BinaryData
{
    /// <summary>Takes the next <paramref name="size"/> bytes as one input.</summary>
    /// <param name="rest">What is left of the binary part; moves on.</param>
    /// <param name="header">The input.</param>
    /// <param name="size">What the request says it takes.</param>
    /// <param name="model">For messages.</param>
    /// <returns>The tensor, which is the caller's.</returns>
    public static Tensor Take(ref ReadOnlySequence<byte> rest, in TensorHeader header, long size, string model)
    {
        if (size > rest.Length)
        {
            throw ProblemException.BadRequest(
                $"unexpected size for input '{header.Name}', expecting {size - rest.Length} additional bytes for model '{model}'");
        }

        if (header.Type != TensorType.Bytes && header.Elements * (Int128)header.Type.Size() != size)
        {
            throw ProblemException.BadRequest(
                $"{header} of datatype {header.Type.Name()} and shape {header.Shape} takes {header.Elements * (Int128)header.Type.Size()} bytes, "
                + $"but its binary_data_size is {size}");
        }

        var tensor = Tensor.Rent(header.Type, header.Shape, (int)size);
        try
        {
            rest.Slice(0, size).CopyTo(tensor.Span);
            rest = rest.Slice(size);
            CheckContent(tensor, header);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static void CheckContent(Tensor tensor, in TensorHeader header)
    {
        switch (header.Type)
        {
            case TensorType.Bytes when ByteStrings.Count(tensor.Span) is var count && count != header.Elements:
                throw ProblemException.BadRequest(count < 0
                    ? $"the binary data of {header} ends inside an element; each is a length of 4 bytes, then so many bytes"
                    : $"{header} has the shape {header.Shape}, {header.Elements} elements, but its binary data holds {count}");
            case TensorType.Bool when tensor.Span.IndexOfAnyExcept((byte)0, (byte)1) is var index and >= 0:
                throw ProblemException.BadRequest($"{header}: element {index} is the byte {tensor.Span[index]}, but BOOL takes 0 or 1");
        }
    }
}
