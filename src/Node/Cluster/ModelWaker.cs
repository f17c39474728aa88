using System.Collections.Concurrent;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Cluster;

/// <summary>
/// Asks the leader to load a model that sleeps, once for all requests that wait for it, or to let one sleep. Thread-safe.
/// </summary>
internal sealed class ModelWaker(ClusterMirror mirror, IPeerLinks links, Leadership leadership)
{
    private readonly ConcurrentDictionary<(ModelName Model, string Verb), bool> _asking = new();

    /// <summary>Has a model loaded, unless that is being asked for. Never waits; whoever waits for the model asks again.</summary>
    internal void Wake(ModelName model) => Tell(new RegistryProtocol.Wake(model), model, "wake");

    /// <summary>Has a lazy model unloaded until it is asked for again. Never waits.</summary>
    internal void Sleep(ModelName model) => Tell(new RegistryProtocol.Sleep(model), model, "sleep");

    private void Tell(IRegistryMessage message, ModelName model, string verb)
    {
        if (leadership.Current is { } desk)
            desk.Registry.Tell(message);
        else if (_asking.TryAdd((model, verb), true))
            _ = AskAsync(model, verb);
    }

    private async Task AskAsync(ModelName model, string verb)
    {
        try
        {
            if (mirror.View.Leader is not { } leader || links.Find(leader.Record.Node) is not { } link)
                return;
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/cluster/{verb}/{model}");
            using var response = await link.SendAsync(request, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            return; // the link says how it is; the request that waits comes again
        }
        finally
        {
            _asking.TryRemove((model, verb), out _);
        }
    }
}
