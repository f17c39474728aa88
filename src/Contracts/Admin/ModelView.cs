using System.Collections.Frozen;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Admin;

/// <summary>What there is to know of one model at one moment.</summary>
/// <param name="Name">Which.</param>
/// <param name="Versions">Its servables, newest first: wanted, serving, failed and going.</param>
/// <param name="Problem">Why its configuration or folder is bad; null when it is good.</param>
/// <param name="IsRequired">Whether the node's readiness waits for it.</param>
public sealed record ModelView(ModelName Name, IReadOnlyList<ServableView> Versions, string? Problem, bool IsRequired)
{
    /// <summary>Versions by label; empty when none was set.</summary>
    public FrozenDictionary<string, ModelVersion> Labels { get; init; } = FrozenDictionary<string, ModelVersion>.Empty;

    /// <summary>How requests that name no version are shared out.</summary>
    public TrafficPlan Traffic { get; init; } = TrafficPlan.Newest;

    /// <summary>What is said of a label that the model does not have.</summary>
    public string UnknownLabel(string label)
    {
        var known = Labels.Count == 0
            ? "it has no labels"
            : $"its labels are {string.Join(", ", Labels.Keys.Order(StringComparer.Ordinal))}";
        return $"Unrecognized servable version label: {label} (model '{Name}': {known})";
    }
}
