using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.History;

/// <summary>What must outlive a restart of the node: the sum of a model's events. Immutable.</summary>
public sealed record ModelIntent
{
    /// <summary>Before the first event.</summary>
    public static ModelIntent Initial { get; } = new();

    /// <summary>What operators decided.</summary>
    public OperatorIntent Operator { get; init; } = OperatorIntent.None;

    /// <summary>The last problem of its configuration; null when it is good.</summary>
    public string? Problem { get; init; }

    /// <summary>The text of its <c>model.json</c>; null when there is none.</summary>
    public string? File { get; init; }

    /// <summary>The versions that its repository held, newest first.</summary>
    public IReadOnlyList<ModelVersion> Found { get; init; } = [];

    /// <summary>The versions that were to be served, newest first; null before that was known.</summary>
    public IReadOnlyList<ModelVersion>? Aspired { get; init; }

    /// <summary>The version that requests which name none went to; null for none.</summary>
    public ModelVersion? Newest { get; init; }

    /// <summary>The state after an event.</summary>
    public ModelIntent After(IModelEvent happened) => happened switch
    {
        ModelEvents.VersionDiscovered discovered => this with { Found = [.. Found.Append(discovered.Version).Distinct().OrderDescending()] },
        ModelEvents.VersionGone gone => this with { Found = [.. Found.Where(version => version != gone.Version)] },
        ModelEvents.VersionsAspired aspired => this with { Aspired = aspired.Versions },
        ModelEvents.VersionPromoted promoted => this with { Newest = promoted.Version },
        ModelEvents.ConfigurationFileChanged changed => this with { File = changed.Json },
        ModelEvents.ConfigurationRejected rejected => this with { Problem = rejected.Problem },
        ModelEvents.ConfigurationAccepted => this with { Problem = null },
        _ => Operator.After(happened) is var after && ReferenceEquals(after, Operator) ? this : this with { Operator = after },
    };
}

/// <summary>How the intent was written before operators could decide more than to unload.</summary>
/// <param name="IsUnloaded">True after an explicit unload.</param>
/// <param name="Problem">The last problem of its configuration.</param>
internal sealed record ModelIntentV1(bool IsUnloaded, string? Problem)
{
    internal ModelIntent Upgrade() => new() { Operator = OperatorIntent.None with { IsUnloaded = IsUnloaded }, Problem = Problem };
}
