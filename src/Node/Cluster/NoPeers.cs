using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Cluster;

/// <summary>The links of a node that is alone.</summary>
internal sealed class NoPeers : IPeerLinks
{
    public void SetPeers(IReadOnlyCollection<Peer> peers)
    {
        if (peers.Count > 0)
            throw new InvalidOperationException($"a node without a lighthouse was told of {peers.Count} others");
    }

    public IPeerLink? Find(NodeId node) => null;
}
