namespace ModelCluster.Contracts.Coordination;

/// <summary>The store cannot be reached, or refuses; the message says which and what to do.</summary>
/// <param name="message">For the operator; no secrets.</param>
/// <param name="inner">Its cause.</param>
public class CoordinationException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A transaction was sent, but its outcome is not known: read before trying again.</summary>
/// <param name="message">For the operator; no secrets.</param>
/// <param name="inner">Its cause.</param>
public sealed class CoordinationOutcomeUnknownException(string message, Exception? inner = null) : CoordinationException(message, inner);

/// <summary>The changes after a revision are no longer kept.</summary>
/// <param name="revision">The oldest revision whose changes are.</param>
public sealed class CompactedException(long revision) : CoordinationException($"changes before revision {revision} are no longer kept; read again and watch from there")
{
    /// <summary>The oldest revision whose changes are kept.</summary>
    public long Revision => revision;
}
