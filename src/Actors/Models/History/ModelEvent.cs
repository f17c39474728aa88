using System.Text.Json.Serialization;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Models.History;

/// <summary>Something that happened to a model and is kept in the journal. Immutable.</summary>
public interface IModelEvent;

/// <summary>The events of a model, and how they are written.</summary>
public static class ModelEvents
{
    /// <summary>An operator unloaded the model: it stays away until it is loaded again.</summary>
    public sealed record Unloaded : IModelEvent;

    /// <summary>An operator asked for the model to be loaded.</summary>
    public sealed record LoadRequested : IModelEvent;

    /// <summary>A version takes requests.</summary>
    /// <param name="Version">Which.</param>
    /// <param name="File">From where it was loaded.</param>
    public sealed record VersionLoaded(string Version, string File) : IModelEvent;

    /// <summary>A version could not be loaded.</summary>
    /// <param name="Version">Which.</param>
    /// <param name="Reason">Why.</param>
    public sealed record VersionFailed(string Version, string Reason) : IModelEvent;

    /// <summary>A version answered what it had accepted and was unloaded.</summary>
    /// <param name="Version">Which.</param>
    public sealed record VersionRetired(string Version) : IModelEvent;

    /// <summary>The model's files have a problem; the last good settings stay.</summary>
    /// <param name="Problem">What is wrong.</param>
    public sealed record ConfigurationRejected(string Problem) : IModelEvent;

    /// <summary>The problem is gone.</summary>
    public sealed record ConfigurationAccepted : IModelEvent;

    /// <summary>How they are written.</summary>
    public static EventCodec<IModelEvent> Codec { get; } = new EventCodec<IModelEvent>()
        .Writes("model-unloaded", 1, ModelEventJson.Default.Unloaded)
        .Writes("model-load-requested", 1, ModelEventJson.Default.LoadRequested)
        .Writes("version-loaded", 1, ModelEventJson.Default.VersionLoaded)
        .Writes("version-failed", 1, ModelEventJson.Default.VersionFailed)
        .Writes("version-retired", 1, ModelEventJson.Default.VersionRetired)
        .Writes("configuration-rejected", 1, ModelEventJson.Default.ConfigurationRejected)
        .Writes("configuration-accepted", 1, ModelEventJson.Default.ConfigurationAccepted);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelEvents.Unloaded))]
[JsonSerializable(typeof(ModelEvents.LoadRequested))]
[JsonSerializable(typeof(ModelEvents.VersionLoaded))]
[JsonSerializable(typeof(ModelEvents.VersionFailed))]
[JsonSerializable(typeof(ModelEvents.VersionRetired))]
[JsonSerializable(typeof(ModelEvents.ConfigurationRejected))]
[JsonSerializable(typeof(ModelEvents.ConfigurationAccepted))]
[JsonSerializable(typeof(ModelIntent))]
internal sealed partial class ModelEventJson : JsonSerializerContext;
