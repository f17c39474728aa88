namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>How the book evens out, after a member joined or on an operator's request.</summary>
public sealed partial class PlacementBook
{
    /// <summary>
    /// Moves replicas to where they had better be, as hand-offs: away from their siblings, off nodes above their budget, lazy ones
    /// to their homes, and from full nodes to empty ones. To be called again as hand-offs end, until it returns none.
    /// </summary>
    public IReadOnlyList<PlacementChange> Rebalance(RebalanceLimits limits)
    {
        var changes = new List<PlacementChange>();
        if (HandOffs >= limits.MovesAtOnce)
            return changes;
        foreach (var (replica, to) in RebalancePolicy.Moves(_takers, _replicas.Values, limits.Tolerance).Take(limits.MovesAtOnce - HandOffs))
            changes.Add(Move(replica, to));
        return changes;
    }
}
