using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Cluster.Tests.Artefacts;

/// <summary>A link that sends by an HTTP client, or by whatever a test gives it.</summary>
internal sealed class FakeLink(NodeId node, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send) : IPeerLink
{
    public NodeId Node => node;

    public PeerCondition Condition { get; set; } = PeerCondition.Ready;

    public int Outstanding => 0;

    public ValueTask<InferenceReply> InferAsync(ReplicaKey replica, InferenceRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => send(request, cancellation);
}

/// <summary>Links that a test sets.</summary>
internal sealed class FakeLinks : IPeerLinks
{
    private readonly Dictionary<NodeId, IPeerLink> _links = [];

    public void Add(IPeerLink link) => _links[link.Node] = link;

    public void SetPeers(IReadOnlyCollection<Peer> peers) => throw new NotSupportedException();

    public IPeerLink? Find(NodeId node) => _links.GetValueOrDefault(node);
}
