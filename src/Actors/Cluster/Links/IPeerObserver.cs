using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Links;

/// <summary>Is told how links are. Called from any thread; must not block.</summary>
public interface IPeerObserver
{
    /// <summary>The condition of a link has changed; also each time that a peer was found to refuse again.</summary>
    void OnCondition(NodeId node, PeerCondition condition);
}
