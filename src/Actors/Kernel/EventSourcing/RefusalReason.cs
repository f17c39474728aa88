namespace ModelCluster.Actors.Kernel;

/// <summary>Why a decision did not take place.</summary>
public enum RefusalReason
{
    /// <summary>The journal cannot be written now; certainly nothing was. Try again later.</summary>
    JournalUnavailable,

    /// <summary>The journal went away during the commit. The actor finds out when it is back, and takes over what was written.</summary>
    OutcomeUnknown,

    /// <summary>Another owner has written to the history. This actor stops or recovers, as its parent decides.</summary>
    NewerOwner,

    /// <summary>The actor stopped or failed before it knew the outcome.</summary>
    Stopped,
}
