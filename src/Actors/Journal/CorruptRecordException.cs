namespace ModelCluster.Actors.Journal;

/// <summary>A stored event or snapshot cannot be understood, or is missing.</summary>
/// <param name="persistenceId">Whose history.</param>
/// <param name="sequenceNr">Which event; for a snapshot, the last event in it.</param>
/// <param name="problem">What is wrong with it, as the end of a sentence.</param>
/// <param name="inner">The error of the reader, if any.</param>
public sealed class CorruptRecordException(string persistenceId, long sequenceNr, string problem, Exception? inner = null)
    : JournalException($"The journal's record {sequenceNr} of '{persistenceId}' {problem}", inner)
{
    /// <summary>Whose history.</summary>
    public string PersistenceId { get; } = persistenceId;

    /// <summary>Which event; for a snapshot, the last event in it.</summary>
    public long SequenceNr { get; } = sequenceNr;
}
