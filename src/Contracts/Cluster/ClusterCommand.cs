namespace ModelCluster.Contracts.Cluster;

/// <summary>What an operator asks of the cluster.</summary>
public abstract record ClusterCommand
{
    private ClusterCommand()
    {
    }

    /// <summary>
    /// Put nothing new on a node and replace what it holds elsewhere, each replica when its replacement is available. It stays a
    /// member and takes clients' requests, until <see cref="Resume"/> or <see cref="Leave"/>.
    /// </summary>
    public sealed record Drain(NodeId Node) : ClusterCommand;

    /// <summary>Take back <see cref="Drain"/>.</summary>
    public sealed record Resume(NodeId Node) : ClusterCommand;

    /// <summary>Drain a node, then end its process in an orderly way.</summary>
    public sealed record Leave(NodeId Node) : ClusterCommand;

    /// <summary>
    /// Hold a node for dead and replace what it held, without asking it: for one that hangs and whose lease still runs. A node that
    /// is alive joins again by itself.
    /// </summary>
    public sealed record Down(NodeId Node) : ClusterCommand;

    /// <summary>Even out what the nodes hold, a few moves at a time, each with its replacement available first.</summary>
    public sealed record Rebalance : ClusterCommand;

    /// <summary>Let another node lead.</summary>
    public sealed record ResignLeader : ClusterCommand;
}
