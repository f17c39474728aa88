using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.Control;

namespace ModelCluster.Actors.Models.History;

/// <summary>How a model's events and intent are written. A name once written keeps its meaning.</summary>
public static class ModelEventCodec
{
    /// <summary>Of the events.</summary>
    public static EventCodec<IModelEvent> Events { get; } = new EventCodec<IModelEvent>()
        .Writes("model-unloaded", 1, static () => ModelEventJson.Default.Unloaded)
        .Writes("model-load-requested", 1, static () => ModelEventJson.Default.LoadRequested)
        .Writes("version-held", 1, static () => ModelEventJson.Default.VersionHeld)
        .Writes("version-resumed", 1, static () => ModelEventJson.Default.VersionResumed)
        .Writes("version-reload-requested", 1, static () => ModelEventJson.Default.VersionReloadRequested)
        .Writes("version-pinned", 1, static () => ModelEventJson.Default.VersionPinned)
        .Writes("version-unpinned", 1, static () => ModelEventJson.Default.VersionUnpinned)
        .Writes("label-moved", 1, static () => ModelEventJson.Default.LabelMoved)
        .Writes("label-removed", 1, static () => ModelEventJson.Default.LabelRemoved)
        .Writes("traffic-changed", 1, static () => ModelEventJson.Default.TrafficChanged)
        .Writes("configured", 1, static () => ModelEventJson.Default.Configured)
        .Writes("rolled-back", 1, static () => ModelEventJson.Default.RolledBack)
        .Writes("version-discovered", 1, static () => ModelEventJson.Default.VersionDiscovered)
        .Writes("version-gone", 1, static () => ModelEventJson.Default.VersionGone)
        .Writes("versions-aspired", 1, static () => ModelEventJson.Default.VersionsAspired)
        .Writes("version-loaded", 1, static () => ModelEventJson.Default.VersionLoaded)
        .Writes("version-promoted", 1, static () => ModelEventJson.Default.VersionPromoted)
        .Writes("version-failed", 1, static () => ModelEventJson.Default.VersionFailed)
        .Writes("version-retired", 1, static () => ModelEventJson.Default.VersionRetired)
        .Writes("configuration-file-changed", 1, static () => ModelEventJson.Default.ConfigurationFileChanged)
        .Writes("configuration-rejected", 1, static () => ModelEventJson.Default.ConfigurationRejected)
        .Writes("configuration-accepted", 1, static () => ModelEventJson.Default.ConfigurationAccepted);

    /// <summary>Of the intent.</summary>
    public static SnapshotCodec<ModelIntent> Snapshots { get; } =
        new SnapshotCodec<ModelIntent>("model-intent", 2, static () => ModelEventJson.Default.ModelIntent)
            .Reads(1, static () => ModelEventJson.Default.ModelIntentV1, static old => old.Upgrade());
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(ModelVersionJson), typeof(OperatorHoldJson)])]
[JsonSerializable(typeof(ModelEvents.Unloaded))]
[JsonSerializable(typeof(ModelEvents.LoadRequested))]
[JsonSerializable(typeof(ModelEvents.VersionHeld))]
[JsonSerializable(typeof(ModelEvents.VersionResumed))]
[JsonSerializable(typeof(ModelEvents.VersionReloadRequested))]
[JsonSerializable(typeof(ModelEvents.VersionPinned))]
[JsonSerializable(typeof(ModelEvents.VersionUnpinned))]
[JsonSerializable(typeof(ModelEvents.LabelMoved))]
[JsonSerializable(typeof(ModelEvents.LabelRemoved))]
[JsonSerializable(typeof(ModelEvents.TrafficChanged))]
[JsonSerializable(typeof(ModelEvents.Configured))]
[JsonSerializable(typeof(ModelEvents.RolledBack))]
[JsonSerializable(typeof(ModelEvents.VersionDiscovered))]
[JsonSerializable(typeof(ModelEvents.VersionGone))]
[JsonSerializable(typeof(ModelEvents.VersionsAspired))]
[JsonSerializable(typeof(ModelEvents.VersionLoaded))]
[JsonSerializable(typeof(ModelEvents.VersionPromoted))]
[JsonSerializable(typeof(ModelEvents.VersionFailed))]
[JsonSerializable(typeof(ModelEvents.VersionRetired))]
[JsonSerializable(typeof(ModelEvents.ConfigurationFileChanged))]
[JsonSerializable(typeof(ModelEvents.ConfigurationRejected))]
[JsonSerializable(typeof(ModelEvents.ConfigurationAccepted))]
[JsonSerializable(typeof(ModelIntent))]
[JsonSerializable(typeof(ModelIntentV1))]
internal sealed partial class ModelEventJson : JsonSerializerContext;

/// <summary>Writes <c>paused</c> for <see cref="OperatorHold.Paused"/>, and so on.</summary>
internal sealed class OperatorHoldJson() : JsonStringEnumConverter<OperatorHold>(JsonNamingPolicy.SnakeCaseLower);
