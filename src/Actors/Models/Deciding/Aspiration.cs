using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>Which of the versions that were found are to be served: the version policy, and over it what operators decided. Pure.</summary>
internal static class Aspiration
{
    /// <summary>The versions to serve, newest first.</summary>
    /// <remarks>
    /// What a label points at stays loaded, and so do the versions that a traffic plan names, unless a pin puts the plan out of
    /// force. A version that is held unloaded is passed over, so that "latest" means the next one.
    /// </remarks>
    internal static IReadOnlyList<ModelVersion> Of(IEnumerable<ModelVersion> found, VersionPolicy policy, OperatorIntent intent)
    {
        if (intent.IsUnloaded)
            return [];
        var all = found.ToHashSet();
        var wanted = intent.Pinned is { } pinned ? [pinned] : ByPolicy(all, policy, intent).Concat(Named(intent.Traffic));
        return [.. wanted.Concat(intent.Labels.Values).Where(all.Contains).Distinct().OrderDescending()];
    }

    /// <summary>The versions that a plan sends requests or copies to.</summary>
    internal static IEnumerable<ModelVersion> Named(TrafficPlan plan)
    {
        var shares = plan.Shares.Select(share => share.Version);
        return plan.Mirror is { } mirror ? shares.Append(mirror.Version) : shares;
    }

    private static IEnumerable<ModelVersion> ByPolicy(IEnumerable<ModelVersion> found, VersionPolicy policy, OperatorIntent intent)
    {
        var unloaded = intent.Holds.Where(pair => pair.Value == OperatorHold.Unloaded).Select(pair => pair.Key).ToHashSet();
        var loaded = intent.Holds.Where(pair => pair.Value != OperatorHold.Unloaded).Select(pair => pair.Key);
        return policy.Select(found.Where(version => !unloaded.Contains(version))).Concat(loaded);
    }
}
