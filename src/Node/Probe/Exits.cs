namespace ModelCluster.Node.Probe;

/// <summary>Says in words how a process ended.</summary>
internal static class Exits
{
    /// <summary>.NET reports a process that a signal ended as this plus the signal's number.</summary>
    private const int Signalled = 128;

    internal static string Describe(int exitCode) => exitCode switch
    {
        > Signalled => $"was ended by {Signal(exitCode - Signalled)}",
        _ => $"ended with exit code {exitCode}",
    };

    private static string Signal(int number) => number switch
    {
        4 => "SIGILL (illegal instruction)",
        6 => "SIGABRT (abort)",
        7 => "SIGBUS (bus error)",
        8 => "SIGFPE (arithmetic error)",
        9 => "SIGKILL (by the system, as when the machine is out of memory, or by somebody else)",
        11 => "SIGSEGV (invalid memory access, or a stack that overflowed)",
        15 => "SIGTERM (terminated)",
        _ => $"signal {number}",
    };
}
