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
                ServableState.Available => preserveResources || IsSucceeded(version, versions),
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

    /// <summary>
    /// True if nothing is wanted any more, or the successor is available: the wanted incarnation that comes next after this
    /// one, else, when the newest was taken away, the newest wanted.
    /// </summary>
    private static bool IsSucceeded(VersionStatus version, IReadOnlyCollection<VersionStatus> versions)
    {
        var wanted = versions.Where(other => other.IsAspired).OrderBy(other => other.Version).ThenBy(other => other.Number).ToList();
        if (wanted.Count == 0)
            return true;
        var successor = wanted.FindIndex(other => (other.Version, other.Number).CompareTo((version.Version, version.Number)) > 0);
        return wanted[successor < 0 ? ^1 : successor].State == ServableState.Available;
    }
}
