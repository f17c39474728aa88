using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>An available version and the servables that answer for it. Immutable.</summary>
/// <param name="version">Which.</param>
/// <param name="replicas">At least one.</param>
internal sealed class VersionRoute(ModelVersion version, Servable[] replicas)
{
    /// <summary>Which.</summary>
    internal ModelVersion Version => version;

    /// <summary>
    /// The replica for the next request: of two drawn at random, the one with less to do. As good as looking at all of them
    /// for the price of two, and, unlike that, it sends no herd to the one that was idle a moment ago.
    /// </summary>
    internal Servable Pick()
    {
        if (replicas.Length == 1)
            return replicas[0];
        var first = Random.Shared.Next(replicas.Length);
        var second = Random.Shared.Next(replicas.Length - 1);
        return LessLoaded(replicas[first], replicas[second < first ? second : second + 1]);
    }

    private static Servable LessLoaded(Servable left, Servable right) => right.Outstanding < left.Outstanding ? right : left;
}
