using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>What events make of operators' intent, and the events that lead from one intent to another. Pure.</summary>
internal static class IntentEvents
{
    /// <summary>The intent after an event; the same object when the event is not about it.</summary>
    internal static OperatorIntent After(this OperatorIntent intent, IModelEvent happened) => happened switch
    {
        ModelEvents.Unloaded => intent with { IsUnloaded = true },
        ModelEvents.LoadRequested => intent with { IsUnloaded = false },
        ModelEvents.VersionHeld held => intent with { Holds = With(intent.Holds, held.Version, held.Hold) },
        ModelEvents.VersionResumed resumed => intent with { Holds = Without(intent.Holds, resumed.Version) },
        ModelEvents.VersionPinned pinned => intent with { Pinned = pinned.Version },
        ModelEvents.VersionUnpinned => intent with { Pinned = null },
        ModelEvents.LabelMoved moved => intent with { Labels = With(intent.Labels, moved.Label, moved.Version) },
        ModelEvents.LabelRemoved removed => intent with { Labels = Without(intent.Labels, removed.Label) },
        ModelEvents.TrafficChanged changed => intent with { Traffic = changed.Plan },
        ModelEvents.Configured configured => intent with { Configuration = configured.Json },
        _ => intent,
    };

    /// <summary>The events that turn <paramref name="from"/> into <paramref name="to"/>; none when they are the same.</summary>
    internal static IReadOnlyList<IModelEvent> Between(OperatorIntent from, OperatorIntent to)
    {
        var events = new List<IModelEvent>();
        if (from.Configuration != to.Configuration)
            events.Add(new ModelEvents.Configured(to.Configuration));
        events.AddRange(from.Holds.Keys.Where(version => !to.Holds.ContainsKey(version)).Order().Select(version => new ModelEvents.VersionResumed(version)));
        foreach (var (version, hold) in to.Holds.OrderBy(pair => pair.Key))
        {
            if (!from.Holds.TryGetValue(version, out var old) || old != hold)
                events.Add(new ModelEvents.VersionHeld(version, hold));
        }

        if (!from.Pinned.Equals(to.Pinned))
            events.Add(to.Pinned is { } pinned ? new ModelEvents.VersionPinned(pinned) : new ModelEvents.VersionUnpinned());
        foreach (var (label, version) in from.Labels.Where(pair => !to.Labels.ContainsKey(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            events.Add(new ModelEvents.LabelRemoved(label, version));
        foreach (var (label, version) in to.Labels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            ModelVersion? old = from.Labels.TryGetValue(label, out var known) ? known : null;
            if (old != version)
                events.Add(new ModelEvents.LabelMoved(label, version, old));
        }

        if (from.Traffic != to.Traffic)
            events.Add(new ModelEvents.TrafficChanged(to.Traffic));
        if (from.IsUnloaded != to.IsUnloaded)
            events.Add(to.IsUnloaded ? new ModelEvents.Unloaded() : new ModelEvents.LoadRequested());
        return events;
    }

    /// <summary>The events that take labels and shares away from versions that are gone.</summary>
    internal static IReadOnlyList<IModelEvent> Dropping(OperatorIntent intent, IReadOnlySet<ModelVersion> gone) => Between(intent, intent with
    {
        Labels = intent.Labels.Where(pair => !gone.Contains(pair.Value)).ToDictionary(StringComparer.Ordinal),
        Traffic = TrafficRules.Without(intent.Traffic, gone),
    });

    private static Dictionary<TKey, TValue> With<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> map, TKey key, TValue value)
        where TKey : notnull => new(map) { [key] = value };

    private static Dictionary<TKey, TValue> Without<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> map, TKey key)
        where TKey : notnull
    {
        var rest = new Dictionary<TKey, TValue>(map);
        rest.Remove(key);
        return rest;
    }
}
