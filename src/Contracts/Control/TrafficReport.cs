namespace ModelCluster.Contracts.Control;

/// <summary>What was measured of one model's traffic on this node since it started.</summary>
/// <param name="DroppedDuringSwap">Requests that found no servable because what is served was being changed. To be 0.</param>
/// <param name="Mirror">What the plan's mirror showed; null without one.</param>
/// <param name="Candidate">The candidate that is watched, or the last one that was, until another is; null if none was.</param>
public sealed record TrafficReport(long DroppedDuringSwap, MirrorReport? Mirror, CandidateReport? Candidate);

/// <summary>How a shadow version did since the mirror was set.</summary>
/// <param name="Mirror">Which.</param>
/// <param name="Requests">Copies made.</param>
/// <param name="Dropped">Requests not copied because too many copies were under way.</param>
/// <param name="Unavailable">Requests not copied, or copies not run, because the shadow version was not available.</param>
/// <param name="Errors">Copies that the shadow version answered with an error.</param>
/// <param name="Compared">Answers compared.</param>
/// <param name="Agreed">Of these, those that agree in every element.</param>
/// <param name="Incomparable">Of these, those that differ in other ways than by numbers: outputs, types, shapes, texts, or NaN.</param>
/// <param name="MaxAbsoluteDifference">The largest difference of two numbers in the same place.</param>
/// <param name="PrimaryP50">Median latency of the client's answers that were compared; null before the first.</param>
/// <param name="PrimaryP99">Their 99th percentile.</param>
/// <param name="ShadowP50">Median latency of the shadow version's answers; null before the first.</param>
/// <param name="ShadowP99">Their 99th percentile.</param>
public sealed record MirrorReport(
    TrafficMirror Mirror,
    long Requests,
    long Dropped,
    long Unavailable,
    long Errors,
    long Compared,
    long Agreed,
    long Incomparable,
    double MaxAbsoluteDifference,
    TimeSpan? PrimaryP50,
    TimeSpan? PrimaryP99,
    TimeSpan? ShadowP50,
    TimeSpan? ShadowP99)
{
    /// <summary>The part of the compared answers that agree, 0 to 1; null before the first.</summary>
    public double? AgreementRate => Compared == 0 ? null : (double)Agreed / Compared;
}

/// <summary>How a candidate does under its limits.</summary>
/// <param name="Limits">What it must hold.</param>
/// <param name="State">How it stands.</param>
/// <param name="Note">Why, with the figures; empty while it is watched.</param>
/// <param name="Since">When watching began.</param>
/// <param name="Requests">Requests it answered, without those in which the client was wrong or went away.</param>
/// <param name="Failures">Of these, those that failed.</param>
/// <param name="P99">99th percentile of its latency; null before the first answer.</param>
public sealed record CandidateReport(
    TrafficLimits Limits, CandidateState State, string Note, DateTimeOffset Since, long Requests, long Failures, TimeSpan? P99)
{
    /// <summary>Failed requests of all, 0 to 1; null before the first.</summary>
    public double? ErrorRate => Requests == 0 ? null : (double)Failures / Requests;
}

/// <summary>How a candidate stands.</summary>
public enum CandidateState
{
    /// <summary>The period is running and no limit is broken.</summary>
    Watching,

    /// <summary>It broke a limit; the plan is being changed.</summary>
    RollingBack,

    /// <summary>It broke a limit and gets no more requests by the plan.</summary>
    RolledBack,

    /// <summary>The period is over; the limits are being taken out of the plan.</summary>
    Passing,

    /// <summary>It held its limits for the whole period.</summary>
    Passed,

    /// <summary>The period ended before it had answered enough requests to be judged. It serves on.</summary>
    Unjudged,
}
