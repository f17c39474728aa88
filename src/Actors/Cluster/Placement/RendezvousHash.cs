using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>
/// Weighted rendezvous hashing (Thaler and Ravishankar, 1998; with weights, Schindelhauer and Schomaker, 2005): every node draws a delay for a
/// key, exponential at the rate of its weight, and the shortest wins. Nodes so get keys in proportion to their weights; a node that
/// goes leaves its keys to the others and moves no other key, and one that comes takes keys only for itself. Stateless; the same
/// everywhere and for ever.
/// </summary>
public static class RendezvousHash
{
    /// <summary>The key of a model.</summary>
    public static ulong KeyOf(ModelName model) => StickyKey.Of(model.Value);

    /// <summary>The key of a replica.</summary>
    public static ulong KeyOf(ReplicaKey replica) => StickyKey.Mix(StickyKey.Of(replica.Model.Value) + (ulong)replica.Number);

    /// <summary>The seed of a node, for <see cref="Delay"/>.</summary>
    public static ulong SeedOf(NodeId node) => StickyKey.Of(node.Value);

    /// <summary>What a node draws for a key: the shortest delay wins.</summary>
    /// <param name="key">Evenly spread over 64 bits.</param>
    /// <param name="seed">The node's.</param>
    /// <param name="weight">Above 0; only the proportions count.</param>
    /// <param name="shortest">What a draw has to beat; one that is seen not to is given as infinite, which spares most logarithms.</param>
    public static double Delay(ulong key, ulong seed, double weight, double shortest = double.PositiveInfinity)
    {
        // 53 bits and a half: above 0 and below 1, whatever the hash
        var unit = ((StickyKey.Mix(key ^ seed) >> 11) + 0.5) * (1.0 / (1L << 53));
        return (1 - unit) / weight > shortest ? double.PositiveInfinity : -Math.Log(unit) / weight; // -ln(u) is at least 1 - u
    }

    /// <summary>The home of a model: among the nodes, weighted by their capacity; null if there are none.</summary>
    /// <param name="model">Which.</param>
    /// <param name="nodes">Each with a weight; one of 0 or less takes part only where no other does.</param>
    public static NodeId? HomeOf(ModelName model, IEnumerable<(NodeId Node, double Weight)> nodes)
    {
        var key = KeyOf(model);
        NodeId? home = null;
        var shortest = double.PositiveInfinity;
        foreach (var (node, weight) in nodes)
        {
            var delay = weight > 0 ? Delay(key, SeedOf(node), weight, shortest) : double.MaxValue;
            if (delay > shortest || (delay == shortest && string.CompareOrdinal(node.Value, home?.Value) > 0))
                continue;
            shortest = delay;
            home = node;
        }

        return home;
    }
}
