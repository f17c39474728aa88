using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Cluster.Links;

/// <summary>What requests that come over a link are for: the servables of this node. Thread-safe.</summary>
public interface ILinkTarget
{
    /// <summary>Hands a request to a replica on this node.</summary>
    /// <param name="replica">Which.</param>
    /// <param name="request">The target's from now on where this returns true, else still the caller's.</param>
    /// <param name="cancellation">Takes it out of the queue.</param>
    /// <param name="reply">The caller's to dispose.</param>
    /// <returns>False: the replica is not here, or takes no more.</returns>
    bool TryInfer(ReplicaKey replica, InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply);
}
