using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>Who this node is.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Id">The node's name in it.</param>
internal sealed record LocalNode(string Cluster, NodeId Id)
{
    /// <summary>A node that is alone and was given no names: it goes by the machine's, with '-' for what no node's name may have.</summary>
    internal static LocalNode OfMachine(string machine)
    {
        var name = string.Concat(machine.Select(character => NodeId.TryParse($"{character}", out _) ? character : '-'));
        return new LocalNode("default", NodeId.TryParse(name[..Math.Min(name.Length, NodeId.MaxLength)], out var id) ? id : NodeId.Parse("node"));
    }
}
