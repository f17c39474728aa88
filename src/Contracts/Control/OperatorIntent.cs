using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Control;

/// <summary>
/// Everything that operators decided about one model and that outlives a restart: the sum of its journalled commands.
/// Immutable; compared by value. A roll-back restores an earlier one.
/// </summary>
public sealed record OperatorIntent
{
    /// <summary>Nobody decided anything.</summary>
    public static OperatorIntent None { get; } = new();

    /// <summary>True after an explicit unload of the whole model, until it is loaded again.</summary>
    public bool IsUnloaded { get; init; }

    /// <summary>The only version to serve, whatever the policy says; null when none is pinned.</summary>
    public ModelVersion? Pinned { get; init; }

    /// <summary>Decisions about single versions.</summary>
    public IReadOnlyDictionary<ModelVersion, OperatorHold> Holds { get; init; } = new Dictionary<ModelVersion, OperatorHold>();

    /// <summary>Versions by label. A label never points at a version that was not available when it was set.</summary>
    public IReadOnlyDictionary<string, ModelVersion> Labels { get; init; } = new Dictionary<string, ModelVersion>(StringComparer.Ordinal);

    /// <summary>How requests are shared out.</summary>
    public TrafficPlan Traffic { get; init; } = TrafficPlan.Newest;

    /// <summary>Settings that count in place of <c>model.json</c>, as JSON text; null: that file counts.</summary>
    public string? Configuration { get; init; }

    /// <inheritdoc/>
    public bool Equals(OperatorIntent? other) =>
        other is not null
        && IsUnloaded == other.IsUnloaded
        && Pinned.Equals(other.Pinned)
        && IsSame(Holds, other.Holds)
        && IsSame(Labels, other.Labels)
        && Traffic == other.Traffic
        && Configuration == other.Configuration;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsUnloaded, Pinned, Holds.Count, Labels.Count, Traffic, Configuration);

    private static bool IsSame<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> left, IReadOnlyDictionary<TKey, TValue> right)
        where TKey : notnull =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out var value) && EqualityComparer<TValue>.Default.Equals(pair.Value, value));
}
