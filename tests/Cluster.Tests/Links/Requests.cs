using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Links;

/// <summary>Requests for the replica that <see cref="FakeTarget"/> has.</summary>
internal static class Requests
{
    internal static InferenceRequest Of(params ReadOnlySpan<NamedTensor> inputs)
    {
        var request = new InferenceRequest { Model = FakeTarget.Replica.Model };
        foreach (var input in inputs)
            request.Add(input);
        return request;
    }

    /// <summary>One input of so many bytes, all of which depend on the seed.</summary>
    internal static InferenceRequest OfBytes(int length, int seed = 1)
    {
        var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(length));
        new Random(seed).NextBytes(tensor.Span);
        return Of(new NamedTensor("x", tensor));
    }

    internal static Task<InferenceReply> AskAsync(this IPeerLink link, InferenceRequest request, CancellationToken cancellation = default) =>
        link.InferAsync(FakeTarget.Replica, request, cancellation).AsTask().OrFailAsync("the reply");

    internal static async Task<InferenceError> FailAsync(this IPeerLink link, InferenceRequest request, CancellationToken cancellation = default)
    {
        using var reply = await link.AskAsync(request, cancellation);
        return reply.Error.ShouldNotBeNull();
    }
}
