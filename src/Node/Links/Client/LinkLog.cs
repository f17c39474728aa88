using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Links.Client;

/// <summary>Tells the log and the observer how links are. Thread-safe.</summary>
/// <param name="observer">Found late, since it may need the links itself.</param>
/// <param name="logger">The log.</param>
internal sealed partial class LinkLog(Lazy<IPeerObserver> observer, ILogger<LinkLog> logger)
{
    /// <summary>A link is in another condition, or for another reason.</summary>
    internal void Became(Peer peer, PeerCondition condition, string why)
    {
        if (condition == PeerCondition.Ready)
            LogReady(peer.Node, peer.Address);
        else
            LogBecame(peer.Node, condition, why);
    }

    /// <summary>As <see cref="IPeerObserver.OnCondition"/>.</summary>
    internal void Tell(Peer peer, PeerCondition condition) => observer.Value.OnCondition(peer.Node, condition);

    [LoggerMessage(EventIds.LinksReady, LogLevel.Information, "the link to node {Node} at {Address} is open")]
    private partial void LogReady(NodeId node, Uri address);

    [LoggerMessage(EventIds.LinksBroken, LogLevel.Warning, "the link to node {Node} is {Condition}: {Why}")]
    private partial void LogBecame(NodeId node, PeerCondition condition, string why);
}
