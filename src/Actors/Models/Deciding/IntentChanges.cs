using ModelCluster.Contracts.Control;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>Says in lines for people what is different between two intents. Pure.</summary>
internal static class IntentChanges
{
    private const string Nothing = "none";

    internal static IReadOnlyList<string> Between(OperatorIntent before, OperatorIntent after)
    {
        var lines = new List<string>();
        if (before.IsUnloaded != after.IsUnloaded)
            lines.Add($"model: {Loaded(before)} -> {Loaded(after)}");
        if (!before.Pinned.Equals(after.Pinned))
            lines.Add($"pinned version: {before.Pinned?.ToString() ?? Nothing} -> {after.Pinned?.ToString() ?? Nothing}");
        foreach (var version in before.Holds.Keys.Union(after.Holds.Keys).Order())
            Add(lines, $"version {version}", HoldOf(before, version), HoldOf(after, version));
        foreach (var label in before.Labels.Keys.Union(after.Labels.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            Add(lines, $"label {label}", LabelOf(before, label), LabelOf(after, label));
        Add(lines, "traffic", Describe(before.Traffic), Describe(after.Traffic));
        if (before.Configuration != after.Configuration)
            lines.Add($"configuration: {before.Configuration ?? "model.json"} -> {after.Configuration ?? "model.json"}");
        return lines;
    }

    private static void Add(List<string> lines, string what, string before, string after)
    {
        if (before != after)
            lines.Add($"{what}: {before} -> {after}");
    }

    private static string Loaded(OperatorIntent intent) => intent.IsUnloaded ? "unloaded" : "loaded";

    private static string HoldOf(OperatorIntent intent, Contracts.Ids.ModelVersion version) =>
        intent.Holds.TryGetValue(version, out var hold) ? $"held {Name(hold)}" : "as the policy says";

    private static string LabelOf(OperatorIntent intent, string label) =>
        intent.Labels.TryGetValue(label, out var version) ? version.ToString() : Nothing;

    internal static string Name(OperatorHold hold) => hold switch
    {
        OperatorHold.Loaded => "loaded",
        OperatorHold.Unloaded => "unloaded",
        OperatorHold.Paused => "paused",
        _ => "drained",
    };

    private static string Describe(TrafficPlan plan)
    {
        var parts = new List<string>
        {
            plan.Shares.Count == 0 ? "all to the newest" : string.Join(" + ", plan.Shares.Select(share => $"version {share.Version} weight {share.Weight}")),
        };
        if (plan.StickyHeader is { } header)
            parts.Add($"sticky by {header}");
        if (plan.Mirror is { } mirror)
            parts.Add(FormattableString.Invariant($"mirror {mirror.Percent} % to version {mirror.Version} with tolerance {mirror.Tolerance}"));
        if (plan.Limits is { } limits)
            parts.Add(FormattableString.Invariant($"watch version {limits.Candidate} for {limits.Period}, errors at most {limits.MaxErrorRate}, latency at most {limits.MaxLatency}, from {limits.MinRequests} requests"));
        return string.Join(", ", parts);
    }
}
