using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Models.History;

/// <summary>What must outlive a restart of the node: the sum of a model's events. Immutable.</summary>
/// <param name="IsUnloaded">True after an explicit unload: the model stays away until it is loaded again.</param>
/// <param name="Problem">The last problem of its configuration; null when it is good.</param>
public sealed record ModelIntent(bool IsUnloaded, string? Problem)
{
    /// <summary>Before the first event.</summary>
    public static ModelIntent Initial { get; } = new(false, null);

    /// <summary>How it is written.</summary>
    public static SnapshotCodec<ModelIntent> Codec { get; } = new("model-intent", 1, ModelEventJson.Default.ModelIntent);

    /// <summary>The state after an event.</summary>
    public ModelIntent After(IModelEvent happened) => happened switch
    {
        ModelEvents.Unloaded => this with { IsUnloaded = true },
        ModelEvents.LoadRequested => this with { IsUnloaded = false },
        ModelEvents.ConfigurationRejected rejected => this with { Problem = rejected.Problem },
        ModelEvents.ConfigurationAccepted => this with { Problem = null },
        _ => this,
    };
}
