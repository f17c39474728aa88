using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Control;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>Judges any command by what the history holds and by the model as it stands. Pure.</summary>
internal static class Judgement
{
    /// <summary>
    /// The command's verdict, and, written together with it, what it makes of the versions that are to be served. That comes
    /// before the decision, so that whoever rolls back to the decision gets both.
    /// </summary>
    internal static Verdict Of(ModelIntent state, ModelCommand command, Past? past, ModelFacts facts)
    {
        var verdict = past is null
            ? CommandRules.Decide(state.Operator, command, facts)
            : RollBackRules.Decide(state.Operator, past.SequenceNr, past.Intent, facts);
        if (verdict is not Verdict.Accepted { Events: { Count: > 0 } events })
            return verdict;
        var after = events.Aggregate(state, static (before, happened) => before.After(happened)).Operator;
        if (facts.OptionsFor(after.Configuration).Options is not { } options)
            return verdict;
        var aspired = Aspiration.Of(facts.Found, options.VersionPolicy, after);
        return state.Aspired is { } before && before.SequenceEqual(aspired)
            ? verdict
            : Verdict.Accept([new ModelEvents.VersionsAspired(aspired), .. events]);
    }
}
