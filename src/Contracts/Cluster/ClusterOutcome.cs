using ModelCluster.Contracts.Admin;

namespace ModelCluster.Contracts.Cluster;

/// <summary>How a <see cref="ClusterCommand"/> ended.</summary>
/// <param name="Status">The kind. <see cref="AdminStatus.NotFound"/>: no such member; <see cref="AdminStatus.Failed"/>: not now.</param>
/// <param name="Message">For the operator: what was refused and what to do; may be empty when done.</param>
/// <param name="Changes">Each thing that changes, in a line, such as <c>move iris#7 from a to b</c>; empty when there is none.</param>
public sealed record ClusterOutcome(AdminStatus Status, string Message, IReadOnlyList<string> Changes)
{
    /// <summary>Done.</summary>
    public static ClusterOutcome Done(params IReadOnlyList<string> changes) => new(AdminStatus.Done, "", changes);

    /// <summary>No member has that name.</summary>
    public static ClusterOutcome NotFound(NodeId node) => new(AdminStatus.NotFound, $"no member of the cluster is called '{node}'", []);

    /// <summary>The command was right, but not now.</summary>
    public static ClusterOutcome Failed(string message) => new(AdminStatus.Failed, message, []);
}
