using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>What a node says of itself, under <see cref="ClusterKeys.Member"/>, for as long as its lease lasts.</summary>
/// <param name="Instance">Another number for each process that bore the node's name.</param>
/// <param name="Link">Where its link port is.</param>
/// <param name="Http">Where clients reach it; null: it takes no clients.</param>
/// <param name="Roles">What it is for.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="MemoryBudgetBytes">How much its servables may take together.</param>
/// <param name="Cores">Processors that it may use.</param>
/// <param name="Version">Its release.</param>
/// <param name="Since">When the process started.</param>
/// <param name="IsDrained">True: an operator wants no servables on it.</param>
public sealed record MemberRecord(
    long Instance,
    Uri Link,
    Uri? Http,
    NodeRoles Roles,
    MemberState State,
    long MemoryBudgetBytes,
    int Cores,
    string Version,
    DateTimeOffset Since,
    bool IsDrained = false);
