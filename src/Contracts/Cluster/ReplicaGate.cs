namespace ModelCluster.Contracts.Cluster;

/// <summary>What a replica does with requests, as the leader orders it.</summary>
public enum ReplicaGate
{
    /// <summary>Takes them and has them run.</summary>
    Open,

    /// <summary>Takes them, within its bound and their deadlines, and has none run.</summary>
    Paused,

    /// <summary>Takes none, and has those run that it took.</summary>
    Drained,
}
