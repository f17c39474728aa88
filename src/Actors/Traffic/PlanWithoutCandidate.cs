using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Traffic;

/// <summary>The plan to go back to when a candidate broke its limits. Stateless.</summary>
internal static class PlanWithoutCandidate
{
    /// <summary>
    /// The plan that was there before; where that one gives the candidate requests, too, it gives it none. Where all was the
    /// newest version's and that is the candidate, or where the plan before is not known or not possible any more, the other
    /// shares of this plan go on.
    /// </summary>
    /// <param name="plan">The one that counts, with limits.</param>
    /// <param name="before">The one that counted before it; null if that is not known.</param>
    /// <param name="available">The versions that take requests.</param>
    internal static TrafficPlan Of(TrafficPlan plan, TrafficPlan? before, IReadOnlySet<ModelVersion> available)
    {
        var candidate = plan.Limits!.Candidate;
        if (before is { Shares.Count: 0 } && available.Any(version => version > candidate))
            return before;
        if (before is not null && Others(before, candidate) is [_, ..] others && others.All(available.Contains))
        {
            return before with
            {
                Shares = WithoutRequestsFor(candidate, before, available),
                Mirror = before.Mirror is { } mirror && available.Contains(mirror.Version) ? mirror : null,
                Limits = before.Limits is { } limits && limits.Candidate != candidate ? limits : null,
            };
        }

        return Others(plan, candidate).Any(available.Contains)
            ? new TrafficPlan { Shares = WithoutRequestsFor(candidate, plan, available), StickyHeader = plan.StickyHeader }
            : before ?? TrafficPlan.Newest;
    }

    private static List<ModelVersion> Others(TrafficPlan plan, ModelVersion candidate) =>
        [.. plan.Shares.Where(share => share.Version != candidate && share.Weight > 0).Select(share => share.Version)];

    /// <summary>The candidate has weight 0, and is not left out: what is left out may get requests when all others are away.</summary>
    private static List<TrafficShare> WithoutRequestsFor(ModelVersion candidate, TrafficPlan plan, IReadOnlySet<ModelVersion> available)
    {
        var others = plan.Shares.Where(share => share.Version != candidate && available.Contains(share.Version));
        return plan.Shares.Any(share => share.Version == candidate) && available.Contains(candidate)
            ? [.. others, new TrafficShare(candidate, 0)]
            : [.. others];
    }
}
