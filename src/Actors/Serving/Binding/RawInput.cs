using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Binding;

/// <summary>
/// The raw mode of the binary tensor extension: a body that is one input's data and nothing else. Name, type and shape
/// come from the signature: one row, at most one other free dimension, found from the length. A BYTES body is one element.
/// </summary>
internal static class RawInput
{
    internal static InferenceError? Complete(ServableModel model, InferenceRequest request)
    {
        if (model.Signature.Inputs.Count != 1)
            return Invalid($"a raw request needs a model with one input; '{model.Id.Model}' has {model.Signature.Inputs.Count}");
        var spec = model.Signature.Inputs[0];
        var raw = request.Inputs[0].Tensor;
        if (spec.Type == TensorType.Bytes)
            return CompleteBytes(model, request, spec);
        Span<long> shape = stackalloc long[TensorShape.MaxRank];
        spec.Shape.AsSpan().CopyTo(shape);
        shape = shape[..spec.Shape.Rank];
        if (model.IsBatched)
            shape[0] = 1;
        var free = shape.IndexOf(-1);
        if (free >= 0 && shape[(free + 1)..].Contains(-1))
            return Invalid($"a raw request needs at most one variable dimension; input '{spec.Name}' of model '{model.Id.Model}' is {spec.Shape}");
        long known = spec.Type.Size();
        foreach (var dimension in shape)
            known *= dimension < 0 ? 1 : dimension;
        if (free >= 0 && known > 0)
            shape[free] = raw.ByteLength / known;
        var needed = free >= 0 ? known * shape[free] : known;
        if (needed != raw.ByteLength)
            return Invalid($"unexpected size for input '{spec.Name}', expecting {(free >= 0 ? "a multiple of " : "")}{known} bytes, got {raw.ByteLength} for model '{model.Id.Model}'");
        var tensor = request.Release(0);
        tensor.Reinterpret(spec.Type, new TensorShape(shape));
        Replace(request, new NamedTensor(spec.Name, tensor));
        return null;
    }

    private static InferenceError? CompleteBytes(ServableModel model, InferenceRequest request, TensorSpec spec)
    {
        Span<long> shape = stackalloc long[TensorShape.MaxRank];
        shape = shape[..spec.Shape.Rank];
        shape.Fill(1);
        var one = new TensorShape(shape);
        if (!one.Fits(spec.Shape))
            return Invalid($"a raw request for a BYTES input is one element; input '{spec.Name}' of model '{model.Id.Model}' is {spec.Shape}");
        var raw = request.Release(0);
        var tensor = Tensor.Rent(TensorType.Bytes, one, raw.ByteLength + ByteStrings.LengthBytes);
        ByteStrings.Write(tensor.Span, raw.Span);
        raw.Dispose();
        Replace(request, new NamedTensor(spec.Name, tensor));
        return null;
    }

    private static void Replace(InferenceRequest request, NamedTensor input)
    {
        request.ForgetReleased();
        request.Add(input);
        request.IsRaw = false;
    }

    private static InferenceError Invalid(string message) => new(InferenceStatus.InvalidArgument, message);
}
