namespace ModelCluster.Actors.Journal;

/// <summary>The database cannot be reached, is full, locked or read-only. Trying again later may help.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="mayHaveBeenWritten">True when the connection broke during the commit: whether it happened is not known.</param>
/// <param name="inner">The database's own error.</param>
public sealed class JournalUnavailableException(string message, bool mayHaveBeenWritten, Exception? inner = null) : JournalException(message, inner)
{
    /// <summary>False when certainly nothing was written.</summary>
    public bool MayHaveBeenWritten { get; } = mayHaveBeenWritten;
}
