using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Caching;

/// <summary>The outputs of an answer, in memory of their own: a reply's tensors may be slices of a large batch. Immutable.</summary>
internal sealed class KeptReply
{
    /// <summary>What an entry costs beside its outputs' bytes, about.</summary>
    private const int Overhead = 256;

    private readonly Output[] _outputs;

    /// <summary>Copies the outputs; the reply stays the caller's.</summary>
    internal KeptReply(InferenceReply reply)
    {
        _outputs = [.. reply.Outputs.Select(output => new Output(output.Name, output.Tensor.Type, output.Tensor.Shape, output.Tensor.Span.ToArray()))];
        Bytes = Overhead + _outputs.Sum(output => (long)output.Data.Length + Overhead);
    }

    /// <summary>What it costs to keep.</summary>
    internal long Bytes { get; }

    /// <summary>A reply with the same outputs, which is the caller's.</summary>
    internal InferenceReply ToReply(ServableId servable)
    {
        var reply = InferenceReply.From(servable);
        foreach (var output in _outputs)
        {
            var tensor = Tensor.Rent(output.Type, output.Shape, output.Data.Length);
            output.Data.CopyTo(tensor.Span);
            reply.Add(new NamedTensor(output.Name, tensor));
        }

        return reply;
    }

    private readonly record struct Output(string Name, TensorType Type, TensorShape Shape, byte[] Data);
}
