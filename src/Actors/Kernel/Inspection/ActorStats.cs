namespace ModelCluster.Actors.Kernel;

/// <summary>One actor at one moment, as seen from outside; numbers may be a turn old.</summary>
/// <param name="Path">Which actor.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="MailboxDepth">Messages that wait; not the one in work.</param>
/// <param name="OldestMessageAge">
/// How long the oldest message waits, zero when none does. Never too low; too high by at most the time over which the batch
/// that it was taken with came in.
/// </param>
/// <param name="Processed">Messages handled since the start, over all restarts.</param>
/// <param name="Restarts">Restarts since the start.</param>
/// <param name="LastFailure">The latest failure, if any.</param>
/// <param name="IsIdle">True when nothing waits that it may handle and no turn is due or running.</param>
public sealed record ActorStats(
    ActorPath Path,
    ActorState State,
    int MailboxDepth,
    TimeSpan OldestMessageAge,
    long Processed,
    int Restarts,
    ActorFailure? LastFailure,
    bool IsIdle);
