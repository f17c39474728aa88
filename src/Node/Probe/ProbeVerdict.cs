namespace ModelCluster.Node.Probe;

/// <summary>How trying a file out ended.</summary>
internal enum ProbeOutcome
{
    /// <summary>It was loaded and has run.</summary>
    Passed,

    /// <summary>The runtime refused it, in an orderly way.</summary>
    Refused,

    /// <summary>The process died of it.</summary>
    Crashed,

    /// <summary>It was not done in time.</summary>
    TimedOut,

    /// <summary>It took more memory than it may.</summary>
    OutOfMemory,
}

/// <summary>How trying a file out ended, and what there is to say about it.</summary>
/// <param name="Outcome">The kind.</param>
/// <param name="Detail">For a refusal the whole reason; otherwise what to add to it, may be empty.</param>
internal sealed record ProbeVerdict(ProbeOutcome Outcome, string Detail = "")
{
    /// <summary>Why the file at <paramref name="path"/> is not loaded; empty if it passed.</summary>
    internal string Reason(string path, ProbeBounds bounds) => Outcome switch
    {
        ProbeOutcome.Passed => "",
        ProbeOutcome.Refused => Detail,
        ProbeOutcome.Crashed =>
            $"{path} is not loaded: the process that tried it out first {Detail}. Replace the file; a load by hand tries it again",
        ProbeOutcome.TimedOut =>
            $"{path} is not loaded: when it was tried out first, it was not done after {bounds.Time.TotalSeconds:N0} s{Detail}. "
            + "If it only needs longer, raise Probe:TimeoutSeconds; a load by hand tries it again",
        _ =>
            $"{path} is not loaded: when it was tried out first, it asked for more memory than the {bounds.MemoryBytes >> 20:N0} MiB it may take{Detail}. "
            + "If it needs that much, raise Probe:MemoryMegabytes; a load by hand tries it again",
    };
}

/// <summary>What trying a file out may take.</summary>
/// <param name="Time">From the request to the answer.</param>
/// <param name="MemoryBytes">Resident memory, beyond what the process had before.</param>
internal readonly record struct ProbeBounds(TimeSpan Time, long MemoryBytes);

/// <summary>No process could be started to try a file out in. Says nothing about the file; trying again may help.</summary>
internal sealed class ProbeUnavailableException(string message, Exception inner) : Exception(message, inner);
