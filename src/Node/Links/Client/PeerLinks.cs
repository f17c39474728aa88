using System.Collections.Frozen;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Links.Client;

/// <inheritdoc cref="IPeerLinks"/>
internal sealed class PeerLinks(NodeLinkOptions options, ServingClock clock, LinkLog log) : IPeerLinks, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private FrozenDictionary<NodeId, PeerLink> _links = FrozenDictionary<NodeId, PeerLink>.Empty;
    private bool _isDisposed;

    /// <inheritdoc/>
    public void SetPeers(IReadOnlyCollection<Peer> peers)
    {
        lock (_lock)
        {
            if (!_isDisposed)
                Replace(peers);
        }
    }

    /// <inheritdoc/>
    public IPeerLink? Find(NodeId node) => Volatile.Read(ref _links).GetValueOrDefault(node);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        FrozenDictionary<NodeId, PeerLink> links;
        lock (_lock)
        {
            _isDisposed = true;
            links = _links;
            Replace([]);
        }

        await Task.WhenAll(links.Values.Select(link => link.Ended));
    }

    private void Replace(IReadOnlyCollection<Peer> peers)
    {
        var old = _links;
        var links = new Dictionary<NodeId, PeerLink>();
        foreach (var peer in peers.Where(peer => peer.Node != options.Node))
            links[peer.Node] = old.TryGetValue(peer.Node, out var link) && link.Peer == peer ? link : new PeerLink(peer, options, clock, log);
        Volatile.Write(ref _links, links.ToFrozenDictionary());
        foreach (var (node, link) in old)
        {
            if (links.GetValueOrDefault(node) != link)
                link.Close();
        }
    }
}
