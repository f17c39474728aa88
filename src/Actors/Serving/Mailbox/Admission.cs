namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>What became of a request that was handed to the mailbox.</summary>
internal enum Admission
{
    /// <summary>A slot was taken for it: the caller's own thread runs it.</summary>
    RunHere,

    /// <summary>It waits, and a slot was taken that is to be started on an executor thread.</summary>
    StartSlot,

    /// <summary>It waits; the slots are busy, or a batch is forming.</summary>
    Waits,

    /// <summary>The queue is full.</summary>
    Full,

    /// <summary>The servable drains: the request belongs to its successor.</summary>
    Closed,
}
