namespace ModelCluster.Actors.Journal;

/// <summary>Another writer has written to the history since this one last looked: a newer owner exists.</summary>
public sealed class SequenceConflictException(string persistenceId, long expected, long actual) : JournalException(
    $"'{persistenceId}' already has a newer owner: event {expected} was to be written next, but the history is at {actual}. "
    + "Nothing was written; this writer must stop, or recover anew.")
{
    /// <summary>Whose history.</summary>
    public string PersistenceId { get; } = persistenceId;

    /// <summary>The sequence number that was to be written.</summary>
    public long Expected { get; } = expected;

    /// <summary>The highest sequence number that the history has.</summary>
    public long Actual { get; } = actual;
}
