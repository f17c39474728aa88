using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>Decides what a roll-back brings about. Pure.</summary>
internal static class RollBackRules
{
    /// <summary>
    /// The intent of the point, with what it takes to serve the versions of the point too: a version that came later is held
    /// unloaded, one that the policy would not choose any more is held loaded, and settings that <c>model.json</c> had then come
    /// back as an override.
    /// </summary>
    /// <param name="now">What counts now.</param>
    /// <param name="to">The sequence number of the point.</param>
    /// <param name="then">What counted at the point.</param>
    /// <param name="facts">The model as it stands.</param>
    internal static Verdict Decide(OperatorIntent now, long to, ModelIntent then, ModelFacts facts)
    {
        var found = facts.Found.ToHashSet();
        var named = (then.Aspired ?? []).Concat(then.Operator.Labels.Values).Concat(Aspiration.Named(then.Operator.Traffic));
        if (then.Operator.Pinned is { } pinned)
            named = named.Append(pinned);
        var gone = named.Where(version => !found.Contains(version)).Distinct().OrderDescending().ToList();
        if (gone.Count > 0)
            return Verdict.NotNow(
                $"'{facts.Model}' cannot go back to {to}: the repository does not hold version {string.Join(", ", gone)} any more, which was served then; "
                + "put the file back, or choose another point");

        var target = then.Operator with { Configuration = then.Operator.Configuration ?? OldFile(then, facts) };
        if (facts.OptionsFor(target.Configuration) is var (options, problem) && options is null)
            return Verdict.NotNow($"'{facts.Model}' cannot go back to {to}: its settings of then do not count any more: {problem}");
        target = target with { Holds = Without(target.Holds, found) };
        if (then is { Aspired: { } wanted, Operator.IsUnloaded: false })
            target = Reproduce(target, wanted, found, options.VersionPolicy);
        var events = IntentEvents.Between(now, target);
        return events.Count == 0 ? Verdict.NoChange : Verdict.Accept([.. events, new ModelEvents.RolledBack(to)]);
    }

    /// <summary>
    /// The text of <c>model.json</c> of then, when another counts now. Before versions were first wanted there is no then: what
    /// the file said had not been written yet.
    /// </summary>
    private static string? OldFile(ModelIntent then, ModelFacts facts) =>
        then.Aspired is null || then.File == facts.File ? null : then.File ?? "{}";

    /// <summary>Decisions about versions that are gone decide nothing.</summary>
    private static Dictionary<ModelVersion, OperatorHold> Without(IReadOnlyDictionary<ModelVersion, OperatorHold> holds, HashSet<ModelVersion> found) =>
        holds.Where(pair => found.Contains(pair.Key)).ToDictionary();

    /// <summary>Adds holds until exactly the wanted versions are served; each round takes one more version out.</summary>
    private static OperatorIntent Reproduce(
        OperatorIntent intent, IReadOnlyList<ModelVersion> wanted, HashSet<ModelVersion> found, Contracts.Models.VersionPolicy policy)
    {
        var holds = new Dictionary<ModelVersion, OperatorHold>(intent.Holds);
        while (true)
        {
            var next = intent with { Holds = holds };
            var served = Aspiration.Of(found, policy, next);
            var surplus = served.Where(version => !wanted.Contains(version) && Hold(version) is null).ToList();
            if (surplus.Count == 0)
            {
                foreach (var version in wanted.Except(served).Where(version => Hold(version) is null))
                    holds[version] = OperatorHold.Loaded;
                return next;
            }

            foreach (var version in surplus)
                holds[version] = OperatorHold.Unloaded;
        }

        OperatorHold? Hold(ModelVersion version) => holds.TryGetValue(version, out var hold) ? hold : null;
    }
}
