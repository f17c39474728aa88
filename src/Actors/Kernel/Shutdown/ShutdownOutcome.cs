namespace ModelCluster.Actors.Kernel;

/// <summary>How a shutdown task ended.</summary>
public enum ShutdownOutcome
{
    /// <summary>It finished.</summary>
    Done,

    /// <summary>It threw.</summary>
    Failed,

    /// <summary>The budget ran out while it ran; its token was cancelled and it was not waited for.</summary>
    TimedOut,

    /// <summary>The budget had run out before its phase.</summary>
    Skipped,
}
