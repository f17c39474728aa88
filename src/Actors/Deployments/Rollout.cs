using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Actors.Deployments;

/// <summary>
/// How far a version is on its way to all its replicas. An update with a delay begins with one replica, which takes over from the
/// version before; each further one follows after the delay. An update without one begins with all, and the version before goes
/// when all of them are up; what replaces nothing begins with all, too. Immutable.
/// </summary>
/// <param name="Version">Which.</param>
/// <param name="Replicas">Wanted now.</param>
/// <param name="ReadySince">Since when all that are wanted now are ready; null while they are not.</param>
/// <param name="HasServed">True once one of its replicas was ready: it has taken over, and one could go back to it.</param>
public sealed record Rollout(int Version, int Replicas, DateTimeOffset? ReadySince, bool HasServed)
{
    /// <summary>Begins.</summary>
    /// <param name="record">What is to be served.</param>
    /// <param name="replacesReady">True when it takes over from a version that serves.</param>
    public static Rollout Begin(DeploymentRecord record, bool replacesReady) =>
        new(record.Version, replacesReady && RolloutPolicy.DelayOf(record) > TimeSpan.Zero ? 1 : record.Settings.Scale, ReadySince: null, HasServed: false);

    /// <summary>One replica more is wanted.</summary>
    public Rollout WithOneMore => this with { Replicas = Replicas + 1, ReadySince = null };

    /// <summary>What was seen, taken in.</summary>
    public Rollout Seen(DeploymentObservation observation) => this with
    {
        HasServed = HasServed || observation.Ready > 0,
        ReadySince = observation.Ready < Replicas ? null : ReadySince ?? observation.Time,
    };
}
