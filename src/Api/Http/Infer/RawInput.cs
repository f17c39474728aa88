using System.Buffers;
using System.Buffers.Binary;
using ModelCluster.Api.Http.Json;
using ModelCluster.Api.Http.Models;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Infer;

/// <summary>
/// The binary tensor extension's raw mode: the whole body is the data of the model's one input, one row of it. Its name,
/// type and shape are taken from the signature of the version that serves now.
/// </summary>
internal sealed class RawInput(ServableLookup servables)
{
    /// <summary>Reads the request; every output is wanted as binary data.</summary>
    /// <exception cref="ProblemException">The model cannot be asked this way, or the body has the wrong length.</exception>
    public InferBody Read(in InferTarget target, in ReadOnlySequence<byte> body)
    {
        var servable = servables.Available(target.Model, target.Version, target.Version.Range?.ToString());
        if (servable.Signature?.Inputs is not [var input])
        {
            throw ProblemException.BadRequest(
                $"raw data can only be sent to a model with exactly one input, model '{target.Model}' has {servable.Signature?.Inputs.Count ?? 0}");
        }

        var request = new InferenceRequest { Model = target.Model, Version = target.Version };
        request.Add(new NamedTensor(input.Name, input.Type == TensorType.Bytes
            ? OneString(input, body)
            : Numbers(input, servable.MaxBatchSize > 0, body, target.Model.Value)));
        return new InferBody(request, new ReplyFormat { BinaryByDefault = true });
    }

    /// <summary>The whole body is one element, without a length before it.</summary>
    private static Tensor OneString(TensorSpec input, in ReadOnlySequence<byte> body)
    {
        var length = (int)body.Length;
        Span<long> ones = stackalloc long[TensorShape.MaxRank];
        ones.Fill(1);
        var shape = new TensorShape(ones[..input.Shape.Rank]);
        if (!shape.Fits(input.Shape))
        {
            throw ProblemException.BadRequest(
                $"raw data for input '{input.Name}' is one element, but the model needs the shape {input.Shape}; send a request with a JSON header");
        }

        var tensor = Tensor.Rent(TensorType.Bytes, shape, ByteStrings.LengthBytes + length);
        BinaryPrimitives.WriteUInt32LittleEndian(tensor.Span, (uint)length);
        body.CopyTo(tensor.Span[ByteStrings.LengthBytes..]);
        return tensor;
    }

    private static Tensor Numbers(TensorSpec input, bool hasRows, in ReadOnlySequence<byte> body, string model)
    {
        var shape = Complete(input, hasRows, body.Length);
        shape.TryCountElements(out var elements);
        var header = new TensorHeader("input", input.Name, input.Type, shape, elements);
        var rest = body;
        return BinaryData.Take(ref rest, header, body.Length, model);
    }

    /// <summary>The signature's shape for one row of <paramref name="length"/> bytes.</summary>
    private static TensorShape Complete(TensorSpec input, bool hasRows, long length)
    {
        Span<long> dimensions = stackalloc long[TensorShape.MaxRank];
        dimensions = dimensions[..input.Shape.Rank];
        input.Shape.AsSpan().CopyTo(dimensions);
        if (hasRows && dimensions.Length > 0)
            dimensions[0] = 1;
        var free = dimensions.IndexOf(-1);
        if (free < 0)
            return new TensorShape(dimensions);
        if (dimensions[(free + 1)..].Contains(-1))
        {
            throw ProblemException.BadRequest(
                $"raw data needs an input with at most one variable dimension, input '{input.Name}' has the shape {input.Shape}; "
                + "send a request with a JSON header");
        }

        dimensions[free] = 1;
        var unit = new TensorShape(dimensions);
        unit.TryCountElements(out var perUnit);
        var bytesPerUnit = perUnit * input.Type.Size();
        if (bytesPerUnit == 0 || length % bytesPerUnit != 0)
        {
            throw ProblemException.BadRequest(
                $"raw data of {length} bytes does not fill input '{input.Name}' of datatype {input.Type.Name()} and shape {input.Shape}");
        }

        dimensions[free] = length / bytesPerUnit;
        return new TensorShape(dimensions);
    }
}
