namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>
/// Decides which replicas had better be elsewhere, the most pressing first. No move takes a node above its budget, or brings
/// replicas of one version together; a replica that is being handed over is left alone, and so is a node out of reach. Stateless.
/// </summary>
internal static class RebalancePolicy
{
    /// <summary>One move after the other. The caller makes each before asking for the next, so that the sums are up to date.</summary>
    internal static IEnumerable<(Placed Replica, Worker To)> Moves(Worker[] takers, IReadOnlyCollection<Placed> replicas, double tolerance) =>
        Apart(takers, replicas).Concat(Home(takers, replicas)).Concat(Levelling.Moves(takers, replicas, tolerance));

    /// <summary>May be moved at all.</summary>
    internal static bool IsMovable(Placed replica) => replica is { At.Takes: true, Old: null };

    /// <summary>How many other replicas of its version are on a node.</summary>
    internal static int SiblingsOn(Worker worker, Placed replica)
    {
        var count = 0;
        foreach (var sibling in replica.Siblings)
        {
            if (sibling.At == worker && sibling != replica)
                count++;
        }

        return count;
    }

    /// <summary>Those on one node with others of their version, while another node has fewer.</summary>
    private static IEnumerable<(Placed, Worker)> Apart(Worker[] takers, IReadOnlyCollection<Placed> replicas)
    {
        var together = new List<Placed>();
        foreach (var replica in replicas)
        {
            if (replica.Siblings.Count > 1 && IsMovable(replica) && SiblingsOn(replica.At!, replica) > 0)
                together.Add(replica);
        }

        together.Sort(Placed.ByKey);
        foreach (var replica in together)
        {
            if (PlacementPolicy.Choose(takers, replica, SiblingsOn(replica.At!, replica)) is { } to)
                yield return (replica, to);
        }
    }

    /// <summary>Lazy ones whose model's home is elsewhere, since a node came or went.</summary>
    private static IEnumerable<(Placed, Worker)> Home(Worker[] takers, IReadOnlyCollection<Placed> replicas)
    {
        var lazy = new List<Placed>();
        foreach (var replica in replicas)
        {
            if (replica.IsLazy && replica.AtHomeAmong != takers && IsMovable(replica))
                lazy.Add(replica);
        }

        lazy.Sort(static (left, right) => left.Hash != right.Hash ? left.Hash.CompareTo(right.Hash) : Placed.ByKey(left, right));
        foreach (var replica in lazy)
        {
            var to = PlacementPolicy.Choose(takers, replica, SiblingsOn(replica.At!, replica) + 1);
            if (to == replica.At)
                replica.AtHomeAmong = takers;
            else if (to is not null)
                yield return (replica, to);
        }
    }
}
