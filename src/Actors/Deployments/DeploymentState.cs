using System.Text.Json.Serialization;
using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Actors.Deployments;

/// <summary>What a deployment's events add up to. Immutable.</summary>
/// <param name="Records">Its history, oldest first.</param>
/// <param name="LastVersion">The highest version ever given, also to records that were cleared; 0 before the first.</param>
/// <param name="IsDeployed">True from a deployment to its deletion.</param>
/// <param name="Pinned">The version that is served in place of the newest; null for none.</param>
/// <param name="GoodVersion">The version to go back to when the newest fails; null where there is none.</param>
/// <param name="IsRolledOut">True when the newest record needs no watching any more.</param>
public sealed record DeploymentState(
    IReadOnlyList<DeploymentRecord> Records, int LastVersion, bool IsDeployed, int? Pinned, int? GoodVersion, bool IsRolledOut)
{
    /// <summary>Before the first event.</summary>
    public static DeploymentState Initial { get; } = new([], 0, false, null, null, false);

    /// <summary>How it is written.</summary>
    public static SnapshotCodec<DeploymentState> Codec { get; } = new("deployment", 1, static () => DeploymentJson.Default.DeploymentState);

    /// <summary>The newest record; null when there is none.</summary>
    [JsonIgnore]
    public DeploymentRecord? Newest => Records.Count == 0 ? null : Records[^1];

    /// <summary>The record to serve; null when nothing is deployed.</summary>
    [JsonIgnore]
    public DeploymentRecord? Served => !IsDeployed ? null : Pinned is { } pinned ? Find(pinned) : Newest;

    /// <summary>The record of a version; null if it has none.</summary>
    public DeploymentRecord? Find(int version) => Records.FirstOrDefault(record => record.Version == version);

    /// <summary>The record with an id; null if there is none.</summary>
    public DeploymentRecord? Find(string deploymentId) =>
        Records.FirstOrDefault(record => record.DeploymentId.Equals(deploymentId, StringComparison.OrdinalIgnoreCase));

    /// <summary>The state after an event.</summary>
    public DeploymentState After(IDeploymentEvent happened) => happened switch
    {
        DeploymentEvents.Created created => With(created.Record) with { GoodVersion = null },
        DeploymentEvents.Updated updated => With(updated.Record) with { GoodVersion = updated.GoodVersion },
        DeploymentEvents.RolledBack back => With(back.Record) with { GoodVersion = null },
        DeploymentEvents.RolledOut => this with { IsRolledOut = true },
        DeploymentEvents.Deleted => this with { IsDeployed = false, Pinned = null },
        DeploymentEvents.RecordsCleared => this with { Records = [], GoodVersion = null },
        DeploymentEvents.Pinned pinned => this with { Pinned = pinned.Version },
        DeploymentEvents.Unpinned => this with { Pinned = null },
        _ => this,
    };

    private DeploymentState With(DeploymentRecord record) =>
        this with { Records = [.. Records, record], LastVersion = record.Version, IsDeployed = true, IsRolledOut = false };
}
