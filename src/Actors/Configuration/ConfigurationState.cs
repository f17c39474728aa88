using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Configuration;

/// <summary>What outlives a restart of a node's configuration: the sum of its events. Immutable.</summary>
/// <param name="Json">The last one that was accepted; null before the first.</param>
/// <param name="Rejected">Why the newest one was rejected; null when it was accepted.</param>
public sealed record ConfigurationState(string? Json, string? Rejected)
{
    /// <summary>Before the first event.</summary>
    public static ConfigurationState Initial { get; } = new(null, null);

    /// <summary>How it is written.</summary>
    public static SnapshotCodec<ConfigurationState> Codec { get; } = new("configuration", 1, static () => ConfigurationJson.Default.ConfigurationState);

    /// <summary>The state after an event.</summary>
    public ConfigurationState After(IConfigurationEvent happened) => happened switch
    {
        ConfigurationEvents.Accepted accepted => new ConfigurationState(accepted.Json, null),
        ConfigurationEvents.Rejected rejected => this with { Rejected = rejected.Reason },
        _ => this,
    };
}
