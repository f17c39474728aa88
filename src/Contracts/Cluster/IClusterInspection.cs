namespace ModelCluster.Contracts.Cluster;

/// <summary>
/// Shows the cluster as this node knows it. A node without a lighthouse is a cluster of itself alone. Thread-safe. How the answers
/// look in JSON, between nodes and to clients, is in <see cref="ClusterJson"/>.
/// </summary>
public interface IClusterInspection
{
    /// <summary>The cluster and its members as of this node's mirror. Never waits.</summary>
    ClusterStatus Status { get; }

    /// <summary>Every placed replica as of this node's mirror, by model and number. Never waits.</summary>
    IReadOnlyList<PlacementStatus> Placements { get; }

    /// <summary>The actors of one node, or of every node. Asks other nodes; one that does not answer is named in the answer.</summary>
    /// <param name="node">Which; null: every member.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null: no member has that name.</returns>
    Task<ClusterAnswer<NodeActors>?> ActorsAsync(NodeId? node, CancellationToken cancellation);

    /// <summary>What the servables of one node, or of every node, have to do. Asks other nodes; one that does not answer is named in the answer.</summary>
    /// <param name="node">Which; null: every member.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null: no member has that name.</returns>
    Task<ClusterAnswer<NodeLoad>?> LoadAsync(NodeId? node, CancellationToken cancellation);
}
