using System.Collections.Concurrent;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Cluster.Hosting;

/// <summary>The servables of this node that are available, by the replica that they are. Thread-safe; looking one up takes no lock.</summary>
public sealed class HeldServables : ILinkTarget
{
    private readonly ConcurrentDictionary<ReplicaKey, IReplica> _servables = new();

    /// <summary>One of them; null if it is not here, or not available.</summary>
    public IReplica? Find(ReplicaKey replica) => _servables.GetValueOrDefault(replica);

    /// <summary>All of them. A copy.</summary>
    public IReadOnlyCollection<KeyValuePair<ReplicaKey, IReplica>> All => [.. _servables];

    /// <inheritdoc/>
    public bool TryInfer(ReplicaKey replica, InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply)
    {
        reply = default;
        if (!_servables.TryGetValue(replica, out var servable) || !servable.TrySubmit(request, cancellation, out var pending))
            return false;
        request.Dispose(); // its tensors are the servable's
        reply = pending;
        return true;
    }

    internal void Put(ReplicaKey replica, IReplica servable) => _servables[replica] = servable;

    internal void Remove(ReplicaKey replica) => _servables.TryRemove(replica, out _);
}
