using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Cluster;

/// <summary>Tells the leader, over the link to it, of a candidate that broke its limits here. Thread-safe.</summary>
internal sealed class TrafficLeader(ClusterMirror mirror, IPeerLinks links, Leadership leadership) : ITrafficLeader
{
    public bool IsHere => leadership.Current is not null;

    public async Task TellBrokenAsync(ModelName model, ModelVersion candidate, string broken)
    {
        if (mirror.View.Leader is not { } leader || links.Find(leader.Record.Node) is not { } link)
            throw new InvalidOperationException("no node leads the cluster now");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/cluster/broken/{model}/{candidate}") { Content = new StringContent(broken) };
            using var response = await link.SendAsync(request, CancellationToken.None);
            if (!response.IsSuccessStatusCode)
                throw new InvalidOperationException($"node {link.Node} does not lead any more");
        }
        catch (HttpRequestException lost)
        {
            throw new InvalidOperationException($"node {link.Node}, which leads, was not reached: {lost.Message}", lost);
        }
    }
}
