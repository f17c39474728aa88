using System.Text.Json.Serialization;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Configuration;

/// <summary>Something that happened to a node's configuration and is kept in the journal. Immutable.</summary>
public interface IConfigurationEvent;

/// <summary>The events of a node's configuration, and how they are written.</summary>
public static class ConfigurationEvents
{
    /// <summary>A configuration counts from now on.</summary>
    /// <param name="Json">All of it.</param>
    /// <param name="Changes">What is different from the one before, a line each.</param>
    public sealed record Accepted(string Json, IReadOnlyList<string> Changes) : IConfigurationEvent;

    /// <summary>A configuration was not taken; the one before goes on.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    public sealed record Rejected(string Reason) : IConfigurationEvent;

    /// <summary>How they are written.</summary>
    public static EventCodec<IConfigurationEvent> Codec { get; } = new EventCodec<IConfigurationEvent>()
        .Writes("configuration-accepted", 1, static () => ConfigurationJson.Default.Accepted)
        .Writes("configuration-rejected", 1, static () => ConfigurationJson.Default.Rejected);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConfigurationEvents.Accepted))]
[JsonSerializable(typeof(ConfigurationEvents.Rejected))]
[JsonSerializable(typeof(ConfigurationState))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
