using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>What placement knows of a member of the cluster.</summary>
/// <param name="Node">Its name.</param>
/// <param name="State">
/// While up it keeps what it has; while leaving, until that is up elsewhere; while joining it holds nothing.
/// </param>
/// <param name="MemoryBudgetBytes">What its replicas may take together.</param>
public sealed record PlacementMember(NodeId Node, MemberState State, long MemoryBudgetBytes)
{
    /// <summary>Only a worker holds replicas.</summary>
    public NodeRoles Roles { get; init; } = NodeRoles.All;

    /// <summary>Its processors, 1 or more.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>How busy it is: 0 idle, 1 all processors busy, above 1 where work waits.</summary>
    public double Load { get; init; }

    /// <summary>False: it takes nothing new, but keeps what it has for as long as it is a member.</summary>
    public bool IsReachable { get; init; } = true;
}
