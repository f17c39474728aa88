using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Cluster.Links;

/// <summary>The connection of this node to one other: kept open, watched by pings, opened again by itself. Thread-safe.</summary>
public interface IPeerLink
{
    /// <summary>Which node.</summary>
    NodeId Node { get; }

    /// <summary>How the connection is.</summary>
    PeerCondition Condition { get; }

    /// <summary>Requests that wait for this peer's answer; an estimate, read without a lock.</summary>
    int Outstanding { get; }

    /// <summary>
    /// Has a replica on that node run the request. Expected failures come back as a reply with an error; where another replica
    /// may be asked, <see cref="InferenceError.RetryElsewhere"/> says so. Fails at once while the link is not ready, or when too
    /// many requests are under way.
    /// </summary>
    /// <param name="replica">Which.</param>
    /// <param name="request">
    /// Stays the caller's, who keeps it whole until the reply has come: nothing of it is copied before it is sent. Its deadline is
    /// carried as the time that is left.
    /// </param>
    /// <param name="cancellation">Carried to the node; the reply is then <see cref="InferenceStatus.Cancelled"/>.</param>
    ValueTask<InferenceReply> InferAsync(ReplicaKey replica, InferenceRequest request, CancellationToken cancellation);

    /// <summary>
    /// Any other question, by HTTP on the same authenticated port: paths below <c>/cluster/</c>, or, to the leader, an operator's
    /// request as it came. The response's content is streamed and the caller's to dispose.
    /// </summary>
    /// <param name="request">With a relative address.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HttpRequestException">The peer cannot be reached.</exception>
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation);
}
