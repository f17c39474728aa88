using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>A lazy model that is loaded on this node.</summary>
/// <param name="Replica">Which.</param>
/// <param name="MemoryBytes">What it takes.</param>
/// <param name="LastUsed">A timestamp of the node's clock; the least is the longest ago.</param>
/// <param name="InFlight">Requests that it has and has not answered; a model that is loading has at least one.</param>
public readonly record struct AwakeModel(ReplicaKey Replica, long MemoryBytes, long LastUsed, int InFlight);

/// <summary>What is to be done so that a model can be loaded.</summary>
/// <param name="ToSleep">Those to be unloaded first, the least recently used first; empty where nothing needs to be, or nothing would help.</param>
/// <param name="MissingBytes">Above 0: there is no room, even with everything asleep that is not in use; the rest is missing.</param>
public sealed record EvictionPlan(IReadOnlyList<ReplicaKey> ToSleep, long MissingBytes);

/// <summary>
/// Decides which lazy models are put to sleep so that another fits: the least recently used, never one in use, and none
/// that turns out not to be needed. Stateless.
/// </summary>
public static class EvictionPolicy
{
    /// <summary>Finds the room.</summary>
    /// <param name="awake">The lazy models that are loaded.</param>
    /// <param name="budgetBytes">What they may take together: the node's budget less what never sleeps.</param>
    /// <param name="neededBytes">What the model that is to be loaded takes.</param>
    public static EvictionPlan MakeRoom(IReadOnlyCollection<AwakeModel> awake, long budgetBytes, long neededBytes)
    {
        var missing = neededBytes - budgetBytes;
        var idle = new List<AwakeModel>(awake.Count);
        foreach (var model in awake)
        {
            missing += model.MemoryBytes;
            if (model is { InFlight: 0, MemoryBytes: > 0 })
                idle.Add(model);
        }

        idle.Sort(LongestUnusedFirst);
        var taken = 0;
        while (missing > 0 && taken < idle.Count)
            missing -= idle[taken++].MemoryBytes;
        return missing > 0 ? new EvictionPlan([], missing) : new EvictionPlan(Needed(idle.GetRange(0, taken), -missing), 0);
    }

    /// <summary>A large one, taken last, may make smaller ones before it needless: the most recently used of those stay awake.</summary>
    private static List<ReplicaKey> Needed(List<AwakeModel> taken, long tooMuch)
    {
        for (var i = taken.Count - 1; i >= 0; i--)
        {
            if (taken[i].MemoryBytes > tooMuch)
                continue;
            tooMuch -= taken[i].MemoryBytes;
            taken.RemoveAt(i);
        }

        return taken.ConvertAll(model => model.Replica);
    }

    private static int LongestUnusedFirst(AwakeModel left, AwakeModel right)
    {
        var order = left.LastUsed.CompareTo(right.LastUsed);
        if (order == 0)
            order = string.CompareOrdinal(left.Replica.Model.Value, right.Replica.Model.Value);
        return order != 0 ? order : left.Replica.Number.CompareTo(right.Replica.Number);
    }
}
