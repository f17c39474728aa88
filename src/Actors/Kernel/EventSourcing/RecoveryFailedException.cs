using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Kernel;

/// <summary>An event-sourced actor could not read its history; the inner exception says why. Its parent decides.</summary>
/// <remarks>Answer with restart, stop or escalate: resumed, the actor would wait for its history for ever.</remarks>
public sealed class RecoveryFailedException : Exception
{
    internal RecoveryFailedException(string persistenceId, Exception inner)
        : base($"'{persistenceId}' could not recover: {inner.Message}", inner) => PersistenceId = persistenceId;

    /// <summary>Whose history.</summary>
    public string PersistenceId { get; }

    /// <summary>True when trying again cannot help before a person has mended the journal: a record that is corrupt or missing.</summary>
    public bool NeedsRepair => InnerException is CorruptRecordException;
}
