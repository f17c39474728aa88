namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>How far a rebalance goes.</summary>
/// <param name="Tolerance">
/// Two nodes whose fullness differs by no more are balanced, unless one has twice as many replicas. 0.1 is a tenth of the memory budget,
/// or ten replicas on each core.
/// </param>
/// <param name="MovesAtOnce">Hand-offs under way at the same time, those for other reasons counted too.</param>
public sealed record RebalanceLimits(double Tolerance = 0.1, int MovesAtOnce = 8);
