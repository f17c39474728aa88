using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>Answers each input with an output of the same name and content, unless the test says otherwise.</summary>
internal sealed class FakeGateway : IInferenceGateway
{
    public static ServableId Servable { get; } = new(ModelName.Parse("m"), new ModelVersion(7));

    public Func<InferenceRequest, CancellationToken, ValueTask<InferenceReply>> Answer { get; set; } =
        (request, _) => ValueTask.FromResult(Echo(request));

    public int Calls { get; private set; }

    public async ValueTask<InferenceReply> InferAsync(InferenceRequest request, CancellationToken cancellation)
    {
        Calls++;
        using (request)
            return await Answer(request, cancellation);
    }

    public static InferenceReply Echo(InferenceRequest request) =>
        Reply([.. request.Inputs.Select(input => new NamedTensor(input.Name, Copy(input.Tensor)))]);

    public static InferenceReply Reply(params NamedTensor[] outputs)
    {
        var reply = InferenceReply.From(Servable);
        foreach (var output in outputs)
            reply.Add(output);
        return reply;
    }

    private static Tensor Copy(Tensor tensor)
    {
        var copy = Tensor.Rent(tensor.Type, tensor.Shape, tensor.ByteLength);
        tensor.Span.CopyTo(copy.Span);
        return copy;
    }
}
