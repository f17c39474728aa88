using System.Collections.Concurrent;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Cluster;

/// <summary>
/// Asks the leader to load a model that sleeps, once for all requests that wait for it. Thread-safe.
/// </summary>
internal sealed class ModelWaker(ClusterMirror mirror, IPeerLinks links, Leadership leadership)
{
    private readonly ConcurrentDictionary<ModelName, bool> _asking = new();

    /// <summary>Asks, unless that is under way. Never waits; whoever waits for the model asks again.</summary>
    internal void Wake(ModelName model)
    {
        if (leadership.Current is { } desk)
            desk.Registry.Tell(new RegistryProtocol.Wake(model));
        else if (_asking.TryAdd(model, true))
            _ = AskAsync(model);
    }

    private async Task AskAsync(ModelName model)
    {
        try
        {
            if (mirror.View.Leader is not { } leader || links.Find(leader.Record.Node) is not { } link)
                return;
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/cluster/wake/{model}");
            using var response = await link.SendAsync(request, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            return; // the link says how it is; the request that waits comes again
        }
        finally
        {
            _asking.TryRemove(model, out _);
        }
    }
}
