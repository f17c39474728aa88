using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using static ModelCluster.Contracts.Control.ModelCommand;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>
/// Decides what a command brings about: the events, or why it is refused. Pure; all rules about operators' commands are here,
/// in <see cref="TrafficRules"/> and in <see cref="RollBackRules"/>.
/// </summary>
internal static class CommandRules
{
    /// <summary>Decides any command but a roll-back, which needs the past too.</summary>
    internal static Verdict Decide(OperatorIntent intent, ModelCommand command, ModelFacts facts) => command switch
    {
        Load => Verdict.Accept(new ModelEvents.LoadRequested()),
        LoadWith with => Configure(intent, with.Json, facts, new ModelEvents.LoadRequested()),
        Unload => Verdict.Accept(new ModelEvents.Unloaded()),
        LoadVersion load => LoadOne(intent, load.Version, facts),
        UnloadVersion unload => UnloadOne(intent, unload.Version, facts),
        ReloadVersion reload => ReloadOne(intent, reload.Version, facts),
        PauseVersion pause => Hold(intent, pause.Version, OperatorHold.Paused, facts),
        DrainVersion drain => Hold(intent, drain.Version, OperatorHold.Drained, facts),
        ResumeVersion resume => intent.Holds.ContainsKey(resume.Version)
            ? Verdict.Accept(new ModelEvents.VersionResumed(resume.Version))
            : Known(resume.Version, facts) ?? Verdict.NoChange,
        Pin pin => PinOne(intent, pin.Version, facts),
        Unpin => intent.Pinned is null ? Verdict.NoChange : Verdict.Accept(new ModelEvents.VersionUnpinned()),
        MoveLabel move => TrafficRules.MoveLabel(intent, move, facts),
        RemoveLabel remove => TrafficRules.RemoveLabel(intent, remove.Label, facts),
        SetTraffic set => TrafficRules.Set(intent, set.Plan, facts),
        ModelCommand.Configure configure => Configure(intent, configure.Json, facts),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "a command without a rule"),
    };

    /// <summary>Why a version is not one to decide about; null when it is.</summary>
    internal static Verdict? Known(ModelVersion version, ModelFacts facts) => facts.Versions.ContainsKey(version)
        ? null
        : Verdict.Unknown($"'{facts.Model}' has no version {version}; {Describe(facts)}");

    /// <summary>Why a version takes no requests now; null when it does.</summary>
    internal static Verdict? Available(ModelVersion version, ModelFacts facts) =>
        Known(version, facts) ?? (facts.Versions[version].State == ServableState.Available ? null : Verdict.NotNow(
            $"version {version} of '{facts.Model}' is {State(version, facts)}, and must be available; {Advice(facts.Versions[version].State, version)}"));

    /// <summary>A version's state, with its reason.</summary>
    internal static string State(ModelVersion version, ModelFacts facts)
    {
        var (_, state, reason) = facts.Versions[version];
        var text = state == ServableState.Ended ? "not loaded" : state.ToString().ToLowerInvariant();
        return reason.Length == 0 ? text : $"{text} ({reason})";
    }

    private static string Advice(ServableState state, ModelVersion version) => state switch
    {
        ServableState.New or ServableState.Loading or ServableState.Warming => "try again when it is, or ask to wait",
        ServableState.Failed => "mend its file, or choose another version",
        _ => $"load version {version} first",
    };

    private static string Describe(ModelFacts facts) => facts.Versions.Count == 0
        ? "its repository holds none"
        : $"known are {string.Join(", ", facts.Versions.Keys.OrderDescending())}";

    private static Verdict Configure(OperatorIntent intent, string? json, ModelFacts facts, params IModelEvent[] then)
    {
        if (json is not null && facts.OptionsFor(json) is { Options: null } bad)
            return Verdict.Wrong(bad.Problem);
        IModelEvent[] change = json == intent.Configuration ? [] : [new ModelEvents.Configured(json)];
        return Verdict.Accept([.. change, .. then]);
    }

    private static Verdict LoadOne(OperatorIntent intent, ModelVersion version, ModelFacts facts)
    {
        if ((InRepository(version, facts) ?? NotUnloaded(intent, facts) ?? NotPinnedElsewhere(intent, version, facts)) is { } refused)
            return refused;
        var events = new List<IModelEvent>();
        if (!IsHeld(intent, version, OperatorHold.Loaded))
            events.Add(new ModelEvents.VersionHeld(version, OperatorHold.Loaded));
        if (facts.Versions[version].State == ServableState.Failed)
            events.Add(new ModelEvents.VersionReloadRequested(version));
        return Verdict.Accept(events);
    }

    private static Verdict UnloadOne(OperatorIntent intent, ModelVersion version, ModelFacts facts)
    {
        if (Known(version, facts) is { } unknown)
            return unknown;
        if (intent.Pinned == version)
            return Verdict.NotNow($"version {version} of '{facts.Model}' is pinned; unpin it first");
        if (intent.Labels.Where(pair => pair.Value == version).Select(pair => pair.Key).Order(StringComparer.Ordinal).ToList() is [var label, ..])
            return Verdict.NotNow($"label {label} points at version {version} of '{facts.Model}'; move or remove the label first");
        if (Aspiration.Named(intent.Traffic).Contains(version))
            return Verdict.NotNow($"the traffic plan of '{facts.Model}' names version {version}; change the plan first");
        return IsHeld(intent, version, OperatorHold.Unloaded)
            ? Verdict.NoChange
            : Verdict.Accept(new ModelEvents.VersionHeld(version, OperatorHold.Unloaded));
    }

    private static Verdict ReloadOne(OperatorIntent intent, ModelVersion version, ModelFacts facts)
    {
        if ((InRepository(version, facts) ?? NotUnloaded(intent, facts)) is { } refused)
            return refused;
        return facts.Versions[version].State == ServableState.Ended
            ? Verdict.NotNow($"version {version} of '{facts.Model}' is not loaded, so there is nothing to load again; load it")
            : Verdict.Accept(new ModelEvents.VersionReloadRequested(version));
    }

    private static Verdict Hold(OperatorIntent intent, ModelVersion version, OperatorHold hold, ModelFacts facts)
    {
        if (Available(version, facts) is { } refused)
            return refused;
        return IsHeld(intent, version, hold) ? Verdict.NoChange : Verdict.Accept(new ModelEvents.VersionHeld(version, hold));
    }

    private static Verdict PinOne(OperatorIntent intent, ModelVersion version, ModelFacts facts)
    {
        if ((InRepository(version, facts) ?? NotUnloaded(intent, facts)) is { } refused)
            return refused;
        var events = new List<IModelEvent>();
        if (IsHeld(intent, version, OperatorHold.Unloaded) || IsHeld(intent, version, OperatorHold.Drained))
            events.Add(new ModelEvents.VersionResumed(version)); // what is to serve alone must be loaded and take requests
        if (intent.Pinned != version)
            events.Add(new ModelEvents.VersionPinned(version));
        if (facts.Versions[version].State == ServableState.Failed)
            events.Add(new ModelEvents.VersionReloadRequested(version));
        return Verdict.Accept(events);
    }

    private static bool IsHeld(OperatorIntent intent, ModelVersion version, OperatorHold hold) =>
        intent.Holds.TryGetValue(version, out var now) && now == hold;

    private static Verdict? InRepository(ModelVersion version, ModelFacts facts) =>
        Known(version, facts) ?? (facts.Versions[version].IsFound ? null : Verdict.Unknown(
            $"the file of version {version} of '{facts.Model}' is gone; {Describe(facts)}"));

    private static Verdict? NotUnloaded(OperatorIntent intent, ModelFacts facts) => intent.IsUnloaded
        ? Verdict.NotNow($"'{facts.Model}' is unloaded; load the model first")
        : null;

    private static Verdict? NotPinnedElsewhere(OperatorIntent intent, ModelVersion version, ModelFacts facts) =>
        intent.Pinned is { } pinned && pinned != version
            ? Verdict.NotNow($"version {pinned} of '{facts.Model}' is pinned, so that no other is served; unpin it first")
            : null;
}
