namespace ModelCluster.Contracts.History;

/// <summary>The journal cannot be read now; the message says why.</summary>
/// <param name="message">For the operator.</param>
/// <param name="inner">The journal's own failure.</param>
public sealed class HistoryUnavailableException(string message, Exception inner) : Exception(message, inner);
