using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>Operators' commands to a node that is alone: it can be ended, but there is nobody to take over from it. Thread-safe.</summary>
internal sealed class LoneClusterAdmin(LocalNode node, IHostApplicationLifetime lifetime) : IClusterAdmin
{
    /// <inheritdoc/>
    public Task<ClusterOutcome> ExecuteAsync(ClusterCommand command, Cause cause, bool dryRun, CancellationToken cancellation) =>
        Task.FromResult(Execute(command, dryRun));

    private ClusterOutcome Execute(ClusterCommand command, bool dryRun) => command switch
    {
        ClusterCommand.Drain { Node: var name } => Named(name, Alone("no other node could take what it holds; `leave` ends it")),
        ClusterCommand.Resume { Node: var name } => Named(name, ClusterOutcome.Done()),
        ClusterCommand.Leave { Node: var name } => name == node.Id && !dryRun ? Leave() : Named(name, Leaving),
        ClusterCommand.Down { Node: var name } => Named(name, Alone("it is alive, or it would not answer")),
        ClusterCommand.ResignLeader => Alone("no other node could lead"),
        ClusterCommand.Rebalance => ClusterOutcome.Done(),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is not known here"),
    };

    private ClusterOutcome Leaving => ClusterOutcome.Done($"node {node.Id}: ends after what it has accepted is answered");

    private ClusterOutcome Named(NodeId name, ClusterOutcome outcome) => name == node.Id ? outcome : ClusterOutcome.NotFound(name);

    private ClusterOutcome Alone(string why) => ClusterOutcome.Failed($"node {node.Id} is alone in its cluster: {why}");

    /// <summary>The answer to this request is still sent: the server ends after the requests that it has.</summary>
    private ClusterOutcome Leave()
    {
        lifetime.StopApplication();
        return Leaving;
    }
}
