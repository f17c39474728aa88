using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.History;

/// <summary>Something that happened to a model and is kept in the journal. Immutable.</summary>
public interface IModelEvent;

/// <summary>The events of a model. How they are written is in <see cref="ModelEventCodec"/>.</summary>
public static class ModelEvents
{
    /// <summary>An operator unloaded the model: it stays away until it is loaded again.</summary>
    public sealed record Unloaded : IModelEvent;

    /// <summary>An operator asked for the model to be loaded.</summary>
    public sealed record LoadRequested : IModelEvent;

    /// <summary>An operator decided about one version, over the version policy.</summary>
    /// <param name="Version">Which.</param>
    /// <param name="Hold">What.</param>
    public sealed record VersionHeld(ModelVersion Version, OperatorHold Hold) : IModelEvent;

    /// <summary>The decision about one version was taken back: the policy decides again.</summary>
    /// <param name="Version">Which.</param>
    public sealed record VersionResumed(ModelVersion Version) : IModelEvent;

    /// <summary>An operator asked for a version's file to be loaded again.</summary>
    /// <param name="Version">Which.</param>
    public sealed record VersionReloadRequested(ModelVersion Version) : IModelEvent;

    /// <summary>Only this version is to be served.</summary>
    /// <param name="Version">Which.</param>
    public sealed record VersionPinned(ModelVersion Version) : IModelEvent;

    /// <summary>The policy decides again which versions are served.</summary>
    public sealed record VersionUnpinned : IModelEvent;

    /// <summary>A label points at a version from now on.</summary>
    /// <param name="Label">Which.</param>
    /// <param name="Version">Where to.</param>
    /// <param name="From">Where it pointed before; null for a new label.</param>
    public sealed record LabelMoved(string Label, ModelVersion Version, ModelVersion? From) : IModelEvent;

    /// <summary>A label was taken away.</summary>
    /// <param name="Label">Which.</param>
    /// <param name="From">Where it pointed.</param>
    public sealed record LabelRemoved(string Label, ModelVersion From) : IModelEvent;

    /// <summary>Requests are shared out in another way.</summary>
    /// <param name="Plan">How.</param>
    public sealed record TrafficChanged(TrafficPlan Plan) : IModelEvent;

    /// <summary>Other settings count in place of <c>model.json</c>.</summary>
    /// <param name="Json">They; null: that file counts again.</param>
    public sealed record Configured(string? Json) : IModelEvent;

    /// <summary>The events written together with this one bring back what was decided at an earlier point.</summary>
    /// <param name="To">The last event that counts again; 0 for before the first.</param>
    public sealed record RolledBack(long To) : IModelEvent;

    /// <summary>The repository holds a version that it did not hold before.</summary>
    /// <param name="Version">Which.</param>
    /// <param name="File">Where it lies.</param>
    public sealed record VersionDiscovered(ModelVersion Version, string File) : IModelEvent;

    /// <summary>The repository does not hold a version any more.</summary>
    /// <param name="Version">Which.</param>
    public sealed record VersionGone(ModelVersion Version) : IModelEvent;

    /// <summary>Other versions are to be served than before, because files, settings or decisions changed.</summary>
    /// <param name="Versions">All of them, newest first.</param>
    public sealed record VersionsAspired(IReadOnlyList<ModelVersion> Versions) : IModelEvent;

    /// <summary>A version takes requests.</summary>
    /// <param name="Version">Which.</param>
    /// <param name="File">From where it was loaded.</param>
    public sealed record VersionLoaded(string Version, string File) : IModelEvent;

    /// <summary>Requests that name no version go to another one than before.</summary>
    /// <param name="Version">To which.</param>
    /// <param name="From">To which before; null for none.</param>
    public sealed record VersionPromoted(ModelVersion Version, ModelVersion? From) : IModelEvent;

    /// <summary>A version could not be loaded.</summary>
    /// <param name="Version">Which.</param>
    /// <param name="Reason">Why.</param>
    public sealed record VersionFailed(string Version, string Reason) : IModelEvent;

    /// <summary>A version answered what it had accepted and was unloaded.</summary>
    /// <param name="Version">Which.</param>
    public sealed record VersionRetired(string Version) : IModelEvent;

    /// <summary>The text of <c>model.json</c> is another than before.</summary>
    /// <param name="Json">It; null when the file is gone.</param>
    public sealed record ConfigurationFileChanged(string? Json) : IModelEvent;

    /// <summary>The model's files have a problem; the last good settings stay.</summary>
    /// <param name="Problem">What is wrong.</param>
    public sealed record ConfigurationRejected(string Problem) : IModelEvent;

    /// <summary>The problem is gone.</summary>
    public sealed record ConfigurationAccepted : IModelEvent;
}
