namespace ModelCluster.Contracts.Sessions;

/// <summary>A run failed.</summary>
public sealed class SessionException : Exception
{
    /// <summary>With whose fault it was.</summary>
    /// <param name="isCallersFault">True when the inputs are to blame (a shape or an index the model cannot take).</param>
    /// <param name="message">What went wrong.</param>
    /// <param name="inner">The runtime's own failure.</param>
    public SessionException(bool isCallersFault, string message, Exception? inner = null)
        : base(message, inner) => IsCallersFault = isCallersFault;

    /// <summary>True when the inputs are to blame.</summary>
    public bool IsCallersFault { get; }
}
