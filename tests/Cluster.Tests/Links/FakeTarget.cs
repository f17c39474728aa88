using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Cluster.Tests.Links;

/// <summary>Answers requests as a test says; at first with their own inputs, as outputs.</summary>
internal sealed class FakeTarget : ILinkTarget
{
    internal static readonly ServableId Servable = new(ModelName.Parse("m"), ModelVersion.Parse("1.2.3"));

    /// <summary>Which replica is here.</summary>
    internal static readonly ReplicaKey Replica = new(Servable.Model, 7);

    /// <summary>Owns the request.</summary>
    internal Func<InferenceRequest, CancellationToken, ValueTask<InferenceReply>> Answer { get; set; } = (request, _) => new(Echo(request));

    public bool TryInfer(ReplicaKey replica, InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply)
    {
        reply = replica == Replica ? Answer(request, cancellation) : default;
        return replica == Replica;
    }

    /// <summary>The inputs of a request, which it owns no more.</summary>
    internal static InferenceReply Echo(InferenceRequest request)
    {
        var reply = InferenceReply.From(Servable);
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            var name = request.Inputs[i].Name;
            reply.Add(new NamedTensor(name, request.Release(i)));
        }

        request.ForgetReleased();
        request.Dispose();
        return reply;
    }
}
