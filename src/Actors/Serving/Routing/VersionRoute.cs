using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>An available version and the replicas that answer for it. Immutable.</summary>
internal sealed class VersionRoute
{
    private readonly IReplica[] _here;
    private readonly IReplica[] _elsewhere;

    /// <param name="version">Which.</param>
    /// <param name="replicas">At least one.</param>
    internal VersionRoute(ModelVersion version, IReadOnlyCollection<IReplica> replicas)
    {
        Version = version;
        _here = [.. replicas.Where(replica => replica.IsHere)];
        _elsewhere = [.. replicas.Where(replica => !replica.IsHere)];
    }

    /// <summary>Which.</summary>
    internal ModelVersion Version { get; }

    /// <summary>Any replica, to ask what all have in common.</summary>
    internal IReplica Any => _here.Length > 0 ? _here[0] : _elsewhere[0];

    /// <summary>
    /// The replica for the next request: one on this node while it has a slot free; else the least loaded of that one and of two
    /// drawn elsewhere. Two drawn at random are as good as looking at all, for the price of two, and send no herd to the one
    /// that was idle a moment ago.
    /// </summary>
    /// <param name="except">One that did not answer; null for none. It is given again only if there is no other.</param>
    internal IReplica Pick(IReplica? except = null)
    {
        if (_here.Length == 1 && _elsewhere.Length == 0)
            return _here[0];
        var here = _here.Length == 0 ? null : Draw(_here, except);
        if (here is not null && (_elsewhere.Length == 0 || (here.Outstanding < here.Slots && !ReferenceEquals(here, except))))
            return here;
        var elsewhere = _elsewhere.Length == 0 ? null : Draw(_elsewhere, except);
        return here is null ? elsewhere! : elsewhere is null ? here : Better(here, elsewhere, except);
    }

    private static IReplica Draw(IReplica[] replicas, IReplica? except)
    {
        if (replicas.Length == 1)
            return replicas[0];
        var first = Random.Shared.Next(replicas.Length);
        var second = Random.Shared.Next(replicas.Length - 1);
        var better = Better(replicas[first], replicas[second < first ? second : second + 1], except);
        return MayTake(better, except) ? better : Array.Find(replicas, replica => MayTake(replica, except)) ?? better;
    }

    private static IReplica Better(IReplica left, IReplica right, IReplica? except)
    {
        if (!MayTake(right, except))
            return left;
        return !MayTake(left, except) || right.Outstanding < left.Outstanding ? right : left;
    }

    private static bool MayTake(IReplica replica, IReplica? except) => replica.IsReachable && !ReferenceEquals(replica, except);
}
