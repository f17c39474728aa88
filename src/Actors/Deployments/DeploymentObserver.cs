using System.Collections.Concurrent;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Deployments;

/// <summary>Sees how deployments are served, and remembers since when. Thread-safe.</summary>
/// <param name="catalog">What is served.</param>
/// <param name="node">This machine's name.</param>
/// <param name="time">The clock.</param>
public sealed class DeploymentObserver(IModelCatalog catalog, string node, TimeProvider time)
{
    private readonly ConcurrentDictionary<(ModelName Name, int Replica), (string State, DateTimeOffset Since)> _since = new();

    /// <summary>The replicas of one version, first to last; empty if nothing of it is served or on its way.</summary>
    public IReadOnlyList<ReplicaStatus> Replicas(ModelName name, int version) =>
        catalog.Find(name)?.Versions.FirstOrDefault(servable => servable.Id.Version == new ModelVersion(version)) is { } found
            ? [.. found.Replicas.Select(replica => Status(name, replica))]
            : [];

    /// <summary>True while anything of a name takes requests or answers its last ones.</summary>
    public bool IsServed(ModelName name) =>
        catalog.Find(name)?.Versions.Any(servable => servable.State is ServableState.Available or ServableState.Draining) ?? false;

    /// <summary>How a version does.</summary>
    internal DeploymentObservation Observe(ModelName name, int version)
    {
        var replicas = Replicas(name, version);
        var failure = replicas.FirstOrDefault(replica => replica.State == "Failed")?.Error;
        var statistics = catalog.Statistics(new ServableId(name, new ModelVersion(version)));
        return new DeploymentObservation(
            time.GetUtcNow(), version, replicas.Count(replica => replica.IsRunning), failure, statistics?.Success.Count ?? 0, statistics?.Fail.Count ?? 0);
    }

    private ReplicaStatus Status(ModelName name, ReplicaView replica)
    {
        var state = replica.State switch
        {
            ServableState.New => "Pending",
            ServableState.Loading => "Preparing",
            ServableState.Warming => "Starting",
            ServableState.Available => "Running",
            ServableState.Failed => "Failed",
            _ => "Shutdown",
        };
        var now = time.GetUtcNow();
        var (_, since) = _since.AddOrUpdate(
            (name, replica.Number), _ => (state, now), (_, last) => last.State == state ? last : (state, now));
        return new ReplicaStatus(node, state, since, replica.State == ServableState.Failed ? replica.Reason : "");
    }
}
