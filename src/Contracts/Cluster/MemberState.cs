namespace ModelCluster.Contracts.Cluster;

/// <summary>Where a member of the cluster is in its life.</summary>
public enum MemberState
{
    /// <summary>Known, but not ready for servables.</summary>
    Joining,

    /// <summary>Takes part.</summary>
    Up,

    /// <summary>Takes no new servables; those it holds are being replaced elsewhere.</summary>
    Leaving,
}
