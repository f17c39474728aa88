using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Inference;

/// <summary>Replies kept for reuse, at most 1024. Thread-safe.</summary>
internal sealed class ReplyPool
{
    private readonly Shelf<InferenceReply> _shelf = new(1024);

    internal InferenceReply Take() => _shelf.TryTake() ?? new InferenceReply();

    internal void Put(InferenceReply reply) => _shelf.Put(reply);
}
