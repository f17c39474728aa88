using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>
/// Leads from the versions that are there to those that are wanted, one step at a time; called again after each effect.
/// Stateless and pure.
/// </summary>
public static class TransitionPolicy
{
    /// <summary>The next step; null when there is nothing to do until something changes.</summary>
    /// <param name="versions">Every incarnation that has not ended.</param>
    /// <param name="preserveResources">
    /// False, preserving availability: nothing is retired before its successor is available. True, preserving resources:
    /// nothing is loaded before everything unwanted is gone.
    /// </param>
    public static TransitionStep? Next(IReadOnlyCollection<VersionStatus> versions, bool preserveResources) =>
        Retirement(versions, preserveResources) ?? Load(versions, preserveResources);

    private static TransitionStep? Retirement(IReadOnlyCollection<VersionStatus> versions, bool preserveResources)
    {
        foreach (var version in versions.OrderBy(version => version.Version).ThenBy(version => version.Number))
        {
            if (version.IsAspired)
                continue;
            var mayRetire = version.State switch
            {
                ServableState.New or ServableState.Loading or ServableState.Warming or ServableState.Failed => true,
                ServableState.Available => (preserveResources || IsSucceeded(version, versions)) && !IsSiblingLeaving(version, versions),
                _ => false,
            };
            if (mayRetire)
                return new TransitionStep(TransitionKind.Retire, version.Number);
        }

        return null;
    }

    private static TransitionStep? Load(IReadOnlyCollection<VersionStatus> versions, bool preserveResources)
    {
        if (preserveResources && versions.Any(version => !version.IsAspired))
            return null;
        foreach (var version in versions.OrderByDescending(version => version.Version).ThenByDescending(version => version.Number))
        {
            if (version is { IsAspired: true, State: ServableState.New })
                return new TransitionStep(TransitionKind.Load, version.Number);
        }

        return null;
    }

    /// <summary>True if nothing is wanted any more, or the successor is up: one replica of it at least is available, and none still on its way.</summary>
    private static bool IsSucceeded(VersionStatus version, IReadOnlyCollection<VersionStatus> versions)
    {
        var wanted = versions.Where(other => other.IsAspired).ToList();
        if (wanted.Count == 0)
            return true;
        var successor = wanted.FindAll(other => other.Version == Successor(version, wanted));
        return successor.Exists(other => other.State == ServableState.Available)
            && !successor.Exists(other => other.State is ServableState.New or ServableState.Loading or ServableState.Warming);
    }

    /// <summary>The version itself where it goes on, with other settings or fewer replicas; else the wanted one that comes next, or the newest.</summary>
    private static ModelVersion Successor(VersionStatus version, List<VersionStatus> wanted)
    {
        var versions = wanted.Select(other => other.Version).Distinct().Order().ToList();
        var next = versions.FindIndex(other => other >= version.Version);
        return versions[next < 0 ? ^1 : next];
    }

    /// <summary>True while another replica leaves a version that goes on: they leave one at a time.</summary>
    private static bool IsSiblingLeaving(VersionStatus version, IReadOnlyCollection<VersionStatus> versions) =>
        versions.Any(other => other.IsAspired && other.Version == version.Version)
        && versions.Any(other => other.Version == version.Version && other.State is ServableState.Draining or ServableState.Unloading);
}
