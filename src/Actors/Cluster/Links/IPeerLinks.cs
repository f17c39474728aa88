using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Links;

/// <summary>The connections of this node to the others. Thread-safe.</summary>
public interface IPeerLinks
{
    /// <summary>
    /// The nodes to be connected to, stated whole, without this one: connects to new ones and to those whose instance changed, and
    /// closes the links to those left out, whose waiting requests fail with <c>LinkLost</c> at once. Never waits.
    /// </summary>
    void SetPeers(IReadOnlyCollection<Peer> peers);

    /// <summary>The link to a node; null if it is none of the peers.</summary>
    IPeerLink? Find(NodeId node);
}
