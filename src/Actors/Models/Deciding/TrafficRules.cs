using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>The rules about labels and traffic plans. Pure.</summary>
internal static class TrafficRules
{
    private const int MaxLabel = 64;
    private const int MaxHeader = 128;
    private const int MaxWeight = 1_000_000;
    private static readonly TimeSpan MinPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromHours(24);

    internal static Verdict MoveLabel(OperatorIntent intent, ModelCommand.MoveLabel move, ModelFacts facts)
    {
        if (!IsLabel(move.Label))
            return Verdict.Wrong($"'{move.Label}' is no label; 1 to {MaxLabel} letters, digits, '-', '_' or '.' are allowed, the first one a letter");
        if (CommandRules.Available(move.Version, facts) is { } refused)
            return move.Wait && IsComing(move.Version, facts) ? new Verdict.Wait($"version {move.Version} is available") : refused;
        if (IsDrained(intent, move.Version))
            return Verdict.NotNow($"version {move.Version} of '{facts.Model}' is drained and takes no requests; resume it first");
        ModelVersion? from = intent.Labels.TryGetValue(move.Label, out var old) ? old : null;
        return from == move.Version ? Verdict.NoChange : Verdict.Accept(new ModelEvents.LabelMoved(move.Label, move.Version, from));
    }

    internal static Verdict RemoveLabel(OperatorIntent intent, string label, ModelFacts facts) => intent.Labels.TryGetValue(label, out var from)
        ? Verdict.Accept(new ModelEvents.LabelRemoved(label, from))
        : Verdict.Unknown($"'{facts.Model}' has no label '{label}'; {(intent.Labels.Count == 0 ? "it has none" : $"known are {string.Join(", ", intent.Labels.Keys.Order(StringComparer.Ordinal))}")}");

    internal static Verdict Set(OperatorIntent intent, TrafficPlan plan, ModelFacts facts)
    {
        if ((Shares(plan) ?? Mirror(plan) ?? Limits(plan) ?? Header(plan)) is { } wrong)
            return Verdict.Wrong(wrong);
        foreach (var version in Aspiration.Named(plan).Distinct())
        {
            if (CommandRules.Available(version, facts) is { } refused)
                return refused;
            if (IsDrained(intent, version))
                return Verdict.NotNow($"version {version} of '{facts.Model}' is drained and takes no requests; resume it first");
        }

        return plan == intent.Traffic ? Verdict.NoChange : Verdict.Accept(new ModelEvents.TrafficChanged(plan));
    }

    /// <summary>A plan without versions that are gone; the same object when it names none of them.</summary>
    internal static TrafficPlan Without(TrafficPlan plan, IReadOnlySet<ModelVersion> gone)
    {
        if (!Aspiration.Named(plan).Any(gone.Contains))
            return plan;
        var shares = plan.Shares.Where(share => !gone.Contains(share.Version)).ToList();
        return plan with
        {
            Shares = shares.Exists(share => share.Weight > 0) ? shares : [],
            Mirror = plan.Mirror is { } mirror && gone.Contains(mirror.Version) ? null : plan.Mirror,
            Limits = plan.Limits is { } limits && gone.Contains(limits.Candidate) ? null : plan.Limits,
        };
    }

    private static string? Shares(TrafficPlan plan)
    {
        if (plan.Shares.Count == 0)
            return null;
        if (plan.Shares.FirstOrDefault(share => share.Weight is < 0 or > MaxWeight) is { } bad)
            return $"the weight of version {bad.Version} is {bad.Weight}, but must be from 0 to {MaxWeight:N0}";
        if (plan.Shares.All(share => share.Weight == 0))
            return "every weight is 0; at least one must be above 0";
        return plan.Shares.GroupBy(share => share.Version).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? $"version {twice.Key} has {twice.Count()} shares; give it one"
            : null;
    }

    private static string? Mirror(TrafficPlan plan) => plan.Mirror switch
    {
        { Percent: not (> 0 and <= 100) } mirror => FormattableString.Invariant($"the mirror's percent is {mirror.Percent}, but must be above 0 and at most 100"),
        { Tolerance: not (>= 0 and < double.PositiveInfinity) } mirror => FormattableString.Invariant($"the mirror's tolerance is {mirror.Tolerance}, but must be a number from 0"),
        _ => null,
    };

    private static string? Limits(TrafficPlan plan) => plan.Limits switch
    {
        null => null,
        { } limits when plan.Shares.All(share => share.Version != limits.Candidate) => $"the candidate {limits.Candidate} has no share; give it one",
        { } limits when limits.Period < MinPeriod || limits.Period > MaxPeriod => $"the period is {limits.Period}, but must be from {MinPeriod} to {MaxPeriod}",
        { MaxErrorRate: not null and not (>= 0 and <= 1) } limits => FormattableString.Invariant($"the largest error rate is {limits.MaxErrorRate}, but must be from 0 to 1"),
        { MaxLatency: { } latency } when latency <= TimeSpan.Zero => $"the largest latency is {latency}, but must be above 0",
        { MinRequests: < 1 } limits => $"the fewest requests are {limits.MinRequests}, but must be 1 or more",
        { MaxErrorRate: null, MaxLatency: null } => "the limits have neither a largest error rate nor a largest latency; give at least one",
        _ => null,
    };

    private static string? Header(TrafficPlan plan) => plan.StickyHeader is { } header
        && (header.Length is 0 or > MaxHeader || !header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? $"'{header}' is no name of a header; 1 to {MaxHeader} letters, digits, '-' or '_' are allowed"
            : null;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabel
        && char.IsAsciiLetter(label[0])
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsComing(ModelVersion version, ModelFacts facts) =>
        facts.Versions.TryGetValue(version, out var fact) && fact.State is ServableState.New or ServableState.Loading or ServableState.Warming;

    private static bool IsDrained(OperatorIntent intent, ModelVersion version) =>
        intent.Holds.TryGetValue(version, out var hold) && hold == OperatorHold.Drained;
}
