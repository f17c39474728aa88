using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Control;

/// <summary>
/// How requests that name no version are shared out among a model's versions. Requests that name a version or a label are
/// not touched by it. Immutable; compared by value.
/// </summary>
public sealed record TrafficPlan
{
    /// <summary>All to the newest available version.</summary>
    public static TrafficPlan Newest { get; } = new();

    /// <summary>The versions that get requests; empty: the newest available gets all. Weights are relative, at least one is above 0.</summary>
    public IReadOnlyList<TrafficShare> Shares { get; init; } = [];

    /// <summary>
    /// The request header whose value decides the version, so that one client keeps its version for as long as the shares
    /// stay; null: every request is drawn anew, and so is one without that header.
    /// </summary>
    public string? StickyHeader { get; init; }

    /// <summary>The version that gets a copy of requests, whose answers nobody waits for; null for none.</summary>
    public TrafficMirror? Mirror { get; init; }

    /// <summary>What a candidate must hold to stay; null: nothing is watched.</summary>
    public TrafficLimits? Limits { get; init; }

    /// <inheritdoc/>
    public bool Equals(TrafficPlan? other) =>
        other is not null
        && Shares.SequenceEqual(other.Shares)
        && StickyHeader == other.StickyHeader
        && Mirror == other.Mirror
        && Limits == other.Limits;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shares.Count, StickyHeader, Mirror, Limits);
}

/// <summary>A version's part of the requests.</summary>
/// <param name="Version">Which.</param>
/// <param name="Weight">0 to 1,000,000, relative to the other shares'.</param>
public sealed record TrafficShare(ModelVersion Version, int Weight);

/// <summary>A version that is shown requests in the shadow of another.</summary>
/// <param name="Version">Which.</param>
/// <param name="Percent">How many of the requests it gets a copy of, above 0 to 100.</param>
/// <param name="Tolerance">Two outputs agree if no element differs by more, 0 or above.</param>
public sealed record TrafficMirror(ModelVersion Version, double Percent = 100, double Tolerance = 1e-4);

/// <summary>
/// What the candidate version must hold within the monitor period, which begins when the plan is set; past a limit, the plan
/// that was there before comes back by itself.
/// </summary>
/// <param name="Candidate">The version that is watched; it has a share.</param>
/// <param name="Period">How long it is watched, 1 s to 24 h; after that it has stood the test.</param>
/// <param name="MaxErrorRate">Failed requests of all, 0 to 1; null: not watched. What clients did wrong does not count.</param>
/// <param name="MaxLatency">Of the 99th percentile, above 0; null: not watched.</param>
/// <param name="MinRequests">Nothing is judged before it has answered so many, 1 or above.</param>
public sealed record TrafficLimits(
    ModelVersion Candidate, TimeSpan Period, double? MaxErrorRate, TimeSpan? MaxLatency, int MinRequests = 20);
