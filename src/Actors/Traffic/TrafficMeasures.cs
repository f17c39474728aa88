using ModelCluster.Contracts.Control;

namespace ModelCluster.Actors.Traffic;

/// <summary>
/// What is measured of one model's traffic. Handed on from routes to routes, so that it outlives everything but a change of
/// what it measures. Immutable; what it holds is thread-safe.
/// </summary>
internal sealed class TrafficMeasures
{
    private readonly TrafficPlan? _plan;

    private TrafficMeasures(TrafficPlan? plan, SwapLosses losses, CandidateWatch? watch, MirrorTap? mirror) =>
        (_plan, Losses, Watch, Mirror) = (plan, losses, watch, mirror);

    /// <summary>Requests lost to changes.</summary>
    internal SwapLosses Losses { get; }

    /// <summary>The candidate that is watched, or the last one that was judged; null if none was.</summary>
    internal CandidateWatch? Watch { get; }

    /// <summary>The plan's mirror; null if it has none.</summary>
    internal MirrorTap? Mirror { get; }

    /// <summary>Those of a model whose routes are made for the first time.</summary>
    internal static TrafficMeasures Begin(TrafficPlan plan, TimeProvider time) =>
        new TrafficMeasures(null, new SwapLosses(), null, null).Under(plan, time);

    /// <summary>Those under a plan: the same for as long as the plan is, which is when watching begins anew.</summary>
    internal TrafficMeasures Under(TrafficPlan plan, TimeProvider time)
    {
        if (plan == _plan)
            return this;
        var mirror = plan.Mirror == _plan?.Mirror ? Mirror : plan.Mirror is { } set ? new MirrorTap(set) : null;
        return new TrafficMeasures(plan, Losses, WatchUnder(plan, time), mirror);
    }

    /// <summary>A verdict stays to be read until another candidate is watched.</summary>
    private CandidateWatch? WatchUnder(TrafficPlan plan, TimeProvider time)
    {
        if (plan.Limits is not null)
            return new CandidateWatch(plan, before: _plan, time);
        return Watch is { State: not CandidateState.Watching } judged ? judged : null;
    }
}
