namespace ModelCluster.Contracts.Cluster;

/// <summary>What the asked nodes answered.</summary>
/// <param name="Nodes">The answers, by node.</param>
/// <param name="Unanswered">The nodes that did not answer in time, by name.</param>
public sealed record ClusterAnswer<T>(IReadOnlyList<T> Nodes, IReadOnlyList<NodeProblem> Unanswered);

/// <summary>A node that did not answer.</summary>
/// <param name="Node">Which.</param>
/// <param name="Reason">Why, for a person.</param>
public sealed record NodeProblem(NodeId Node, string Reason);
