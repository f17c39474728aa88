using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.History;
using static ModelCluster.Actors.Deployments.DeploymentEvents;

namespace ModelCluster.Actors.Deployments;

/// <summary>What a command makes happen, or why it is refused. Pure: the actor writes and answers.</summary>
public static class DeploymentRules
{
    /// <summary>Who goes back by itself.</summary>
    public static Cause MonitorPeriod { get; } = new(CauseKind.Policy, "deploy_monitor_period");

    /// <summary>A new record; its version comes from the state.</summary>
    /// <param name="state">What there is.</param>
    /// <param name="record">The record, without a version of its own.</param>
    /// <param name="isServing">True when the version that is served now takes requests, so that one could go back to it.</param>
    public static IDeploymentEvent Deploy(DeploymentState state, DeploymentRecord record, bool isServing)
    {
        var numbered = record with { Version = state.LastVersion + 1 };
        return state.Served is { } served
            ? new Updated(numbered, isServing ? served.Version : state.GoodVersion)
            : new Created(numbered);
    }

    /// <summary>An earlier record again; null when there is none of that version.</summary>
    public static RolledBack? RollBack(DeploymentState state, int version, string deploymentId, DateTimeOffset time, string reason) =>
        state.Find(version) is { } record
            ? new RolledBack(record with { Version = state.LastVersion + 1, DeploymentId = deploymentId, Time = time }, version, reason)
            : null;

    /// <summary>The end of serving; nothing when there is nothing to end or to clear.</summary>
    public static IReadOnlyList<IDeploymentEvent> Delete(DeploymentState state, bool clearAllRecords)
    {
        var events = new List<IDeploymentEvent>();
        if (state.IsDeployed)
            events.Add(new Deleted());
        if (clearAllRecords && state.Records.Count > 0)
            events.Add(new RecordsCleared());
        return events;
    }

    /// <summary>A pin, or its end; nothing when it is so already.</summary>
    /// <param name="state">What there is.</param>
    /// <param name="version">Null to unpin.</param>
    /// <param name="refusal">Why not; null when it may be.</param>
    public static IReadOnlyList<IDeploymentEvent> Pin(DeploymentState state, int? version, out DeploymentOutcome? refusal)
    {
        refusal = null;
        if (!state.IsDeployed)
            refusal = DeploymentOutcome.Refused(DeploymentStatus.Conflict, "nothing is deployed, so that there is nothing to pin; deploy it first");
        else if (version is { } number && state.Find(number) is null)
            refusal = DeploymentOutcome.Refused(
                DeploymentStatus.NotFound, $"there is no version {number}; the versions are {string.Join(", ", state.Records.TakeLast(20).Select(record => record.Version))}", "version");
        if (refusal is not null || state.Pinned == version)
            return [];
        return [version is { } pinned ? new Pinned(pinned) : new Unpinned()];
    }
}
