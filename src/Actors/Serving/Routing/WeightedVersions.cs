using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>
/// Shares requests out among versions by weight: drawn anew for each, or by a key that keeps a client where it is.
/// Immutable; both ways allocate nothing.
/// </summary>
internal sealed class WeightedVersions
{
    private readonly VersionRoute[] _routes;
    private readonly double[] _weights;
    private readonly long[] _bounds;
    private readonly ulong[] _seeds;

    /// <param name="shares">At least one; every weight is above 0.</param>
    internal WeightedVersions(IReadOnlyList<(VersionRoute Route, int Weight)> shares)
    {
        _routes = [.. shares.Select(share => share.Route)];
        _weights = [.. shares.Select(share => (double)share.Weight)];
        _seeds = [.. shares.Select(share => SeedOf(share.Route.Version))];
        _bounds = new long[shares.Count];
        foreach (var (index, share) in shares.Index())
            _bounds[index] = Total += share.Weight;
    }

    /// <summary>The sum of the weights.</summary>
    internal long Total { get; }

    /// <summary>The version that a point falls on.</summary>
    /// <param name="point">From 0 to less than <see cref="Total"/>, drawn evenly.</param>
    internal VersionRoute Draw(long point)
    {
        var i = 0;
        while (point >= _bounds[i])
            i++;
        return _routes[i];
    }

    /// <summary>
    /// The version of a key: weighted rendezvous hashing. Each version draws an exponential delay at a rate of its weight, the
    /// draw being a hash of key and version, and the first one wins. A change of one weight moves only keys to or from that
    /// version, and no more than the change asks for; one that is not there leaves its keys to the others by their weights.
    /// </summary>
    /// <param name="key">Evenly spread over 64 bits.</param>
    internal VersionRoute Choose(ulong key)
    {
        var first = 0;
        var shortest = double.PositiveInfinity;
        for (var i = 0; i < _routes.Length; i++)
        {
            // 53 bits and a half: above 0 and below 1, whatever the hash
            var unit = ((StickyKey.Mix(key ^ _seeds[i]) >> 11) + 0.5) * (1.0 / (1L << 53));
            var delay = -Math.Log(unit) / _weights[i];
            if (delay >= shortest)
                continue;
            shortest = delay;
            first = i;
        }

        return _routes[first];
    }

    private static ulong SeedOf(ModelVersion version) =>
        StickyKey.Mix(StickyKey.Mix(StickyKey.Mix((ulong)version.Major + 1) + (ulong)version.Minor) + (ulong)version.Patch);
}
