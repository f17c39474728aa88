namespace ModelCluster.Actors.Journal;

/// <summary>The journal did not do what was asked; the type says why.</summary>
public abstract class JournalException : Exception
{
    /// <summary>For the types below.</summary>
    protected JournalException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
