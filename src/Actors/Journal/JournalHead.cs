namespace ModelCluster.Actors.Journal;

/// <summary>What a recovery starts from.</summary>
/// <param name="HighestSequenceNr">The number of the last event ever written; 0 for an unknown id.</param>
/// <param name="ClearedTo">Events up to this number were deleted; 0 for none.</param>
/// <param name="Snapshot">The latest snapshot, if any.</param>
public sealed record JournalHead(long HighestSequenceNr, long ClearedTo, SnapshotRecord? Snapshot);
