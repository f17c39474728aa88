using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Hosting;

/// <remarks>
/// The memory budget: before a lazy model is loaded, others that nobody asked for the longest are put to sleep. While they go, the
/// new one loads already, so that the budget is passed by no more than what is on its way.
/// </remarks>
public sealed partial class ServableHost
{
    /// <summary>Null when there is room, or will be at once; else why there is none.</summary>
    private string? WhyNoRoom(Holding wanted)
    {
        if (!wanted.IsLazy)
            return null; // the placement has seen to it
        var budget = _parts.MemoryBudgetBytes;
        long taken = 0;
        foreach (var holding in _holdings.Values)
            taken += holding == wanted || holding.IsToSleep ? 0 : holding.MemoryBytes;
        if (taken + wanted.MemoryBytes <= budget)
            return null;
        var fixedBytes = _holdings.Values.Where(holding => !holding.IsLazy && holding != wanted).Sum(holding => holding.MemoryBytes);
        var awake = _holdings.Values.Where(holding => holding is { IsLazy: true, IsRetiring: false, IsToSleep: false } && holding != wanted).Select(Describe).ToList();
        var plan = EvictionPolicy.MakeRoom(awake, budget - fixedBytes, wanted.MemoryBytes);
        foreach (var replica in plan.ToSleep)
        {
            _holdings[replica].IsToSleep = true;
            _parts.Log.Evicts(replica.Model, $"{wanted.Key.Model} needs its memory");
            _parts.Sleep(replica.Model);
        }

        return plan.MissingBytes <= 0
            ? null
            : $"it takes {wanted.MemoryBytes:N0} bytes, and {plan.MissingBytes:N0} of them do not fit into this node's budget of {budget:N0} beside what is in use (Cluster:MemoryBudgetBytes)";
    }

    private static AwakeModel Describe(Holding holding) => new(
        holding.Key,
        holding.MemoryBytes,
        holding.Servable?.Statistics?.LastInference?.UtcTicks ?? 0,
        holding.State == ServableState.Available ? holding.Servable!.Outstanding : 1);
}
