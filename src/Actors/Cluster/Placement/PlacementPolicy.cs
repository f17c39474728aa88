namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>
/// Decides which node a replica goes to. Only a reachable worker that is up takes one, and never above its memory budget. Of those
/// it is one that has not failed to load the version, then one with the fewest replicas of it; of those the least full, by memory, load and number; of equals the one
/// that rendezvous hashing gives. What is well placed stays where it is. Stateless.
/// </summary>
public static class PlacementPolicy
{
    private const int ManySiblings = 1 << 20;

    /// <summary>Places what has no good place, from scratch: what a <see cref="PlacementBook"/> would do if it had just been told all this.</summary>
    /// <param name="members">Each node once.</param>
    /// <param name="replicas">Each key once.</param>
    public static PlacementPlan Plan(IReadOnlyCollection<PlacementMember> members, IReadOnlyCollection<ReplicaPlacement> replicas)
    {
        var book = new PlacementBook();
        book.SetMembers(members);
        var changes = book.Place(replicas);
        return new PlacementPlan(book.Replicas, changes);
    }

    /// <summary>The best node for a replica that is counted on none; null if none has room.</summary>
    /// <param name="takers">Those that take new ones, in any order.</param>
    /// <param name="replica">Which.</param>
    /// <param name="siblingsBelow">Only nodes with fewer replicas of its version than this.</param>
    internal static Worker? Choose(ReadOnlySpan<Worker> takers, Placed replica, int siblingsBelow = int.MaxValue)
    {
        MarkSiblings(replica, 1);
        MarkShunned(takers, replica, 1);
        Worker? best = null;
        var leastCost = 0.0;
        foreach (var worker in takers)
        {
            var limit = best?.Siblings ?? siblingsBelow - 1;
            if (worker.Siblings > limit || worker.Left < replica.Memory)
                continue;
            var isRival = worker.Siblings == best?.Siblings;
            var cost = worker.CostOf(replica, isRival ? leastCost : double.PositiveInfinity);
            if (isRival && !IsBetter(worker, cost, best!, leastCost, replica))
                continue;
            best = worker;
            leastCost = cost;
        }

        MarkShunned(takers, replica, -1);
        MarkSiblings(replica, -1);
        return best;
    }

    /// <summary>Notes on each node how many replicas of the same version are wanted there, this one left out; or wipes the notes.</summary>
    internal static void MarkSiblings(Placed replica, int sign)
    {
        foreach (var sibling in replica.Siblings)
        {
            if (sibling.At is { } worker && sibling != replica)
                worker.Siblings += sign;
        }
    }

    /// <summary>A node that could not load the version counts as one full of its replicas: the last to be chosen.</summary>
    private static void MarkShunned(ReadOnlySpan<Worker> takers, Placed replica, int sign)
    {
        if (replica.Shunned is not { Count: > 0 } shunned)
            return;
        foreach (var worker in takers)
        {
            if (shunned.Contains(worker.Node))
                worker.Siblings += sign * ManySiblings;
        }
    }

    private static bool IsBetter(Worker worker, double cost, Worker best, double leastCost, Placed replica)
    {
        if (cost != leastCost)
            return cost < leastCost;
        var (delay, least) = (RendezvousHash.Delay(replica.Hash, worker.Seed, 1), RendezvousHash.Delay(replica.Hash, best.Seed, 1));
        return delay != least ? delay < least : string.CompareOrdinal(worker.Node.Value, best.Node.Value) < 0;
    }
}
