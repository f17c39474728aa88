using System.Collections.Frozen;
using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>
/// The tables in which requests look their servable up, made once when routes are published. Immutable; a look-up allocates
/// nothing and takes no lock.
/// </summary>
internal sealed class CompiledRoutes
{
    private readonly VersionRoute[] _versions;
    private readonly FrozenDictionary<string, VersionRoute> _labels;
    private readonly VersionRoute? _newest;
    private readonly WeightedVersions? _shares;

    /// <param name="routes">What to look up.</param>
    /// <param name="measures">What is measured of the model's traffic.</param>
    internal CompiledRoutes(ModelRoutes routes, TrafficMeasures measures)
    {
        Measures = measures;
        _versions = [.. routes.Available
            .GroupBy(servable => servable.Model.Id.Version)
            .OrderByDescending(version => version.Key)
            .Select(version => new VersionRoute(version.Key, [.. version]))];
        _labels = routes.Labels
            .Select(label => (label.Key, Route: Find(label.Value)))
            .Where(label => label.Route is not null)
            .ToFrozenDictionary(label => label.Key, label => label.Route!, StringComparer.Ordinal);
        var plan = routes.Traffic.Shares;
        var shares = plan.Where(share => share.Weight > 0)
            .Select(share => (Route: Find(share.Version), share.Weight))
            .Where(share => share.Route is not null)
            .Select(share => (share.Route!, share.Weight))
            .ToList();
        _shares = shares.Count > 0 ? new WeightedVersions(shares) : null;

        // where no version with a share is available, any other is better than none, but for those that are to get nothing
        _newest = Array.Find(_versions, route => !plan.Any(share => share.Version == route.Version && share.Weight == 0));
        Observer = TrafficObserver.Of(measures, _versions);
        measures.Losses.HasServed |= _versions.Length > 0;
    }

    /// <summary>What is measured of the model's traffic.</summary>
    internal TrafficMeasures Measures { get; }

    /// <summary>Looks on at requests; null where there is nothing to see.</summary>
    internal TrafficObserver? Observer { get; }

    /// <summary>The replica for a request; null if none will do.</summary>
    /// <param name="selector">The versions that will do.</param>
    /// <param name="stickyKey">What keeps its client on one version; null: drawn.</param>
    /// <param name="except">A replica that did not answer; given again only if there is no other. Null for none.</param>
    internal IReplica? Find(VersionSelector selector, ulong? stickyKey, IReplica? except = null)
    {
        if (selector.Label is { } label)
            return _labels.GetValueOrDefault(label)?.Pick(except);
        if (selector.Range is null)
            return Share(stickyKey)?.Pick(except);
        foreach (var route in _versions)
        {
            if (selector.Accepts(route.Version))
                return route.Pick(except);
        }

        return null;
    }

    private VersionRoute? Share(ulong? stickyKey)
    {
        if (_shares is not { } shares)
            return _newest;
        return stickyKey is { } key ? shares.Choose(key) : shares.Draw(Random.Shared.NextInt64(shares.Total));
    }

    private VersionRoute? Find(ModelVersion version) => Array.Find(_versions, route => route.Version == version);
}
