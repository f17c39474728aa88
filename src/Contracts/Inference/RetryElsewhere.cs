namespace ModelCluster.Contracts.Inference;

/// <summary>Whether a request that failed may be given to another replica.</summary>
public enum RetryElsewhere
{
    /// <summary>No: it was answered.</summary>
    No,

    /// <summary>Yes: the replica is draining or gone and did not take it. Costs nothing.</summary>
    NotTaken,

    /// <summary>The link broke before the answer: it may have been run. Inference changes nothing, so it may be run again, under a budget.</summary>
    LinkLost,
}
