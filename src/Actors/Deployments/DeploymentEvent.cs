using System.Text.Json.Serialization;
using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Actors.Deployments;

/// <summary>Something that happened to a deployment and is kept in the journal. Immutable.</summary>
public interface IDeploymentEvent;

/// <summary>The events of a deployment, and how they are written.</summary>
public static class DeploymentEvents
{
    /// <summary>A record was saved where nothing was deployed.</summary>
    public sealed record Created(DeploymentRecord Record) : IDeploymentEvent;

    /// <summary>A record was saved in place of another.</summary>
    /// <param name="Record">The new one.</param>
    /// <param name="GoodVersion">The version to go back to when the new one fails; null where none has served.</param>
    public sealed record Updated(DeploymentRecord Record, int? GoodVersion) : IDeploymentEvent;

    /// <summary>An earlier record came back as a new one.</summary>
    /// <param name="Record">The new one.</param>
    /// <param name="From">The version it is equal to.</param>
    /// <param name="Reason">Why; for people.</param>
    public sealed record RolledBack(DeploymentRecord Record, int From, string Reason) : IDeploymentEvent;

    /// <summary>The newest record has all its replicas and has stood its monitor period.</summary>
    public sealed record RolledOut(int Version) : IDeploymentEvent;

    /// <summary>Serving ended; the records stay.</summary>
    public sealed record Deleted : IDeploymentEvent;

    /// <summary>The records are gone.</summary>
    public sealed record RecordsCleared : IDeploymentEvent;

    /// <summary>A version is served in place of the newest.</summary>
    public sealed record Pinned(int Version) : IDeploymentEvent;

    /// <summary>The newest version counts again.</summary>
    public sealed record Unpinned : IDeploymentEvent;

    /// <summary>How they are written.</summary>
    public static EventCodec<IDeploymentEvent> Codec { get; } = new EventCodec<IDeploymentEvent>()
        .Writes("deployment-created", 1, static () => DeploymentJson.Default.Created)
        .Writes("deployment-updated", 1, static () => DeploymentJson.Default.Updated)
        .Writes("deployment-rolled-back", 1, static () => DeploymentJson.Default.RolledBack)
        .Writes("deployment-rolled-out", 1, static () => DeploymentJson.Default.RolledOut)
        .Writes("deployment-deleted", 1, static () => DeploymentJson.Default.Deleted)
        .Writes("deployment-records-cleared", 1, static () => DeploymentJson.Default.RecordsCleared)
        .Writes("deployment-pinned", 1, static () => DeploymentJson.Default.Pinned)
        .Writes("deployment-unpinned", 1, static () => DeploymentJson.Default.Unpinned);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DeploymentEvents.Created))]
[JsonSerializable(typeof(DeploymentEvents.Updated))]
[JsonSerializable(typeof(DeploymentEvents.RolledBack))]
[JsonSerializable(typeof(DeploymentEvents.RolledOut))]
[JsonSerializable(typeof(DeploymentEvents.Deleted))]
[JsonSerializable(typeof(DeploymentEvents.RecordsCleared))]
[JsonSerializable(typeof(DeploymentEvents.Pinned))]
[JsonSerializable(typeof(DeploymentEvents.Unpinned))]
[JsonSerializable(typeof(DeploymentState))]
internal sealed partial class DeploymentJson : JsonSerializerContext;
