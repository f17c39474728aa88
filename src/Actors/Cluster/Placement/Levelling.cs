namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>Moves memory from full nodes to empty ones, and replicas to those that have few, first off nodes above their budget. Stateless.</summary>
internal static class Levelling
{
    /// <summary>As <see cref="RebalancePolicy.Moves"/>.</summary>
    internal static IEnumerable<(Placed Replica, Worker To)> Moves(Worker[] takers, IReadOnlyCollection<Placed> replicas, double tolerance)
    {
        var onNodes = takers.ToDictionary(worker => worker, _ => new List<Placed>());
        foreach (var replica in replicas)
        {
            if (!replica.IsLazy && RebalancePolicy.IsMovable(replica))
                onNodes[replica.At!].Add(replica);
        }

        foreach (var here in onNodes.Values)
            here.Sort(Placed.LargestFirst);
        var byFullness = takers.ToArray();
        while ((Relief(takers, onNodes) ?? Next(byFullness, onNodes, tolerance)) is { } move)
        {
            onNodes[move.Replica.At!].Remove(move.Replica);
            yield return move;
        }
    }

    /// <summary>Off a node above its budget: the smallest that is enough alone, else the largest that another node has room for.</summary>
    private static (Placed Replica, Worker To)? Relief(Worker[] takers, Dictionary<Worker, List<Placed>> onNodes)
    {
        foreach (var from in takers.Where(worker => worker.Excess > 0).OrderBy(worker => worker.Node.Value, StringComparer.Ordinal))
        {
            var enough = onNodes[from].Where(replica => replica.Memory >= from.Excess).Reverse();
            var tooLittle = onNodes[from].Where(replica => replica.Memory > 0 && replica.Memory < from.Excess);
            foreach (var replica in enough.Concat(tooLittle))
            {
                if (PlacementPolicy.Choose(takers, replica, RebalancePolicy.SiblingsOn(from, replica) + 1) is { } to)
                    return (replica, to);
            }
        }

        return null;
    }

    /// <summary>From the fullest node that has one to give, to the emptiest that can take it.</summary>
    private static (Placed Replica, Worker To)? Next(Worker[] nodes, Dictionary<Worker, List<Placed>> onNodes, double tolerance)
    {
        Array.Sort(nodes, static (left, right) => left.Fullness != right.Fullness
            ? left.Fullness.CompareTo(right.Fullness)
            : string.CompareOrdinal(left.Node.Value, right.Node.Value));
        for (var full = nodes.Length - 1; full > 0; full--)
        {
            for (var empty = 0; empty < full; empty++)
            {
                if (nodes[full].Fullness - nodes[empty].Fullness <= tolerance && !nodes[full].IsCrowdedBeside(nodes[empty]))
                    continue;
                if (BestToMove(nodes[full], nodes[empty], onNodes[nodes[full]]) is { } replica)
                    return (replica, nodes[empty]);
            }
        }

        return null;
    }

    /// <summary>The replica whose move leaves the fuller of the two nodes the emptiest; null if none makes it better.</summary>
    private static Placed? BestToMove(Worker from, Worker to, List<Placed> replicas)
    {
        Placed? best = null;
        var least = from.Fullness;
        foreach (var replica in replicas)
        {
            var fuller = Math.Max(from.FullnessWith(replica, -1), to.FullnessWith(replica, 1));
            if (fuller >= least || replica.Memory > to.Left || RebalancePolicy.SiblingsOn(to, replica) > RebalancePolicy.SiblingsOn(from, replica))
                continue;
            best = replica;
            least = fuller;
        }

        return best;
    }
}
