using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Deployments;

/// <summary>What there is to know of one deployment at one moment.</summary>
/// <param name="Name">Which.</param>
/// <param name="Records">Its history, newest first; empty when it was cleared.</param>
/// <param name="IsActive">True while it is to be served, and while something of it still is although its records were cleared.</param>
/// <param name="Pinned">The version that is served in place of the newest; null when none is pinned.</param>
/// <param name="Served">The version that is served or on its way; null when it is not active.</param>
/// <param name="Desired">Replicas wanted of it.</param>
/// <param name="Replicas">Its replicas, first to last; empty when it is not active.</param>
public sealed record DeploymentView(
    ModelName Name,
    IReadOnlyList<DeploymentRecord> Records,
    bool IsActive,
    int? Pinned,
    int? Served,
    int Desired,
    IReadOnlyList<ReplicaStatus> Replicas)
{
    /// <summary>Why its history cannot be read, for people; null where it can. It cannot be changed until the history is mended.</summary>
    public string? Problem { get; init; }

    /// <summary>True when it has records.</summary>
    public bool IsValid => Records.Count > 0;

    /// <summary>True when a person should look at it: it is served without records, or its history cannot be read.</summary>
    public bool IsWeird => Problem is not null || (IsActive && !IsValid);

    /// <summary>Replicas that take requests.</summary>
    public int Ready => Replicas.Count(replica => replica.IsRunning);
}

/// <summary>One replica of a deployment at one moment.</summary>
/// <param name="Node">The machine that it runs on.</param>
/// <param name="State">What it is doing, as Docker's words: Pending, Preparing, Starting, Running, Shutdown or Failed.</param>
/// <param name="Since">When that began.</param>
/// <param name="Error">Why it failed; empty if it did not.</param>
public sealed record ReplicaStatus(string Node, string State, DateTimeOffset Since, string Error)
{
    /// <summary>True when it takes requests.</summary>
    public bool IsRunning => State == "Running";
}
