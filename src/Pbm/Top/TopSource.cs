using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Top;

/// <summary>Asks a node what <c>pbm top</c> shows.</summary>
/// <param name="client">Any node of the cluster.</param>
/// <param name="query">Of the load.</param>
internal sealed class TopSource(NodeClient client, string query)
{
    /// <summary>A node that nobody asked for a while has no rates yet; this much later it has.</summary>
    private static readonly TimeSpan FirstWindow = TimeSpan.FromSeconds(1);

    internal async Task<(JsonNode? Cluster, JsonNode? Load)> AskAsync(CancellationToken cancellation)
    {
        var load = client.GetAsync($"/v2/cluster/load{query}", cancellation);
        return (await client.GetAsync("/v2/cluster", cancellation), await load);
    }

    /// <summary>Asks again where the first answer has no rates.</summary>
    internal async Task<(JsonNode? Cluster, JsonNode? Load)> AskForRatesAsync(CancellationToken cancellation)
    {
        var first = await AskAsync(cancellation);
        if (first.Load.Items("nodes").All(node => node.Number("window_ms") > 0))
            return first;
        await Task.Delay(FirstWindow, cancellation);
        return await AskAsync(cancellation);
    }
}
