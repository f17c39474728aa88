using ModelCluster.Contracts.History;

namespace ModelCluster.Contracts.Cluster;

/// <summary>Carries out operators' commands that concern nodes, not single models. Thread-safe.</summary>
public interface IClusterAdmin
{
    /// <summary>
    /// Checks a command, and answers once the cluster has taken note of it, which outlives the node that answers. What follows, such
    /// as the moves of a drained node's replicas, goes on by itself; <see cref="IClusterInspection"/> shows how far it is.
    /// </summary>
    /// <param name="command">What.</param>
    /// <param name="cause">Who asked; for the log.</param>
    /// <param name="dryRun">True: only say what would change.</param>
    /// <param name="cancellation">Gives up waiting; what was begun goes on.</param>
    Task<ClusterOutcome> ExecuteAsync(ClusterCommand command, Cause cause, bool dryRun, CancellationToken cancellation);
}
