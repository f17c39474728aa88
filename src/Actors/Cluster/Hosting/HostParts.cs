using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Hosting;

/// <summary>What the servable host works with. Immutable.</summary>
/// <param name="Self">This node.</param>
/// <param name="Store">Where it reports.</param>
/// <param name="Servables">Where requests find what it holds.</param>
/// <param name="Serving">How servables are loaded.</param>
/// <param name="Log">What operators read.</param>
public sealed record HostParts(NodeId Self, ICoordinationStore Store, HeldServables Servables, ServingParts Serving, ClusterLog Log)
{
    /// <summary>What servables may take of this node's memory together, in bytes.</summary>
    public long MemoryBudgetBytes { get; init; } = long.MaxValue;

    /// <summary>Asks the leader to let a lazy model sleep. Must not block.</summary>
    public Action<ModelName> Sleep { get; init; } = static _ => { };

    /// <summary>
    /// The file of an order on this node: where it is, if it is here, else once it was fetched from a node that has it. Fails
    /// with a message that says which node, which file and why.
    /// </summary>
    public Func<PlacementRecord, CancellationToken, Task<Artefact>> Fetch { get; init; } =
        static (placement, _) => Task.FromResult(placement.Artefact.ToArtefact(placement.Version));
}
