using System.Buffers;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Infer;

/// <summary>
/// The binary tensor extension's raw mode: the whole body is the data of the model's one input, one row of it. What it is
/// called and how it is shaped only the model's signature tells, so the gateway completes it.
/// </summary>
internal static class RawInput
{
    /// <summary>The request, the caller's; every output is wanted as binary data.</summary>
    public static InferBody Read(in InferTarget target, in ReadOnlySequence<byte> body)
    {
        var request = new InferenceRequest { Model = target.Model, Version = target.Version, IsRaw = true };
        var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(body.Length));
        body.CopyTo(tensor.Span);
        request.Add(new NamedTensor("", tensor));
        return new InferBody(request, new ReplyFormat { BinaryByDefault = true });
    }
}
