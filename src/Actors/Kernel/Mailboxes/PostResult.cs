namespace ModelCluster.Actors.Kernel.Mailboxes;

/// <summary>What became of a message put into a mailbox.</summary>
internal enum PostResult
{
    /// <summary>It waits, and the owner will get a turn.</summary>
    Accepted,

    /// <summary>It waits, and the caller must schedule the owner's turn. Only inside the cell.</summary>
    AcceptedMustSchedule,

    /// <summary>The mailbox is bounded and full.</summary>
    Full,

    /// <summary>The actor has stopped.</summary>
    Closed,
}
