using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>
/// Nodes that could not load a version: its replicas go to any other sooner. A preference, not a ban, so that a version that was
/// mended may come back to all.
/// </summary>
public sealed partial class PlacementBook
{
    /// <summary>Nodes that try a version before it counts as bad: what three cannot load, the next will not.</summary>
    private const int MostTries = 3;

    private readonly Dictionary<ServableId, HashSet<NodeId>> _shunned = [];

    /// <summary>A replica cannot be loaded where it is.</summary>
    /// <returns>True if another node has room for it and has not failed at its version, so that it is to be tried there.</returns>
    public bool Shun(ReplicaKey key)
    {
        if (!_replicas.TryGetValue(key, out var replica) || replica.At is not { } at)
            return false;
        if (!_shunned.TryGetValue(replica.Servable, out var nodes))
            _shunned[replica.Servable] = nodes = [];
        nodes.Add(at.Node);
        foreach (var sibling in replica.Siblings)
            sibling.Shunned = nodes;
        return nodes.Count < MostTries && PlacementPolicy.Choose(_takers, replica) is { } other && !nodes.Contains(other.Node);
    }

    /// <summary>A replica was loaded where it is: nothing is held against the node any more.</summary>
    public void Trust(ReplicaKey key)
    {
        if (_replicas.TryGetValue(key, out var replica) && replica.At is { } at)
            replica.Shunned?.Remove(at.Node);
    }

    /// <summary>A node is gone, or was started anew: it may be another by now.</summary>
    public void Forgive(NodeId node)
    {
        foreach (var shunned in _shunned.Values)
            shunned.Remove(node);
    }
}
