using System.Runtime.InteropServices;

namespace ModelCluster.Node.Probe.Child;

/// <summary>
/// What the system is to hold this process to. Linux only: elsewhere the node's own watch over the process has to do.
/// </summary>
internal static partial class ChildLimits
{
    private const int Data = 2;
    private const int Core = 4;

    private const nint DefaultHandler = 0;

    private const long Slack = 1L << 30;

    /// <summary>SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV.</summary>
    private static ReadOnlySpan<int> FatalSignals => [4, 6, 7, 8, 11];

    /// <summary>A crash leaves no file behind.</summary>
    internal static void ForbidCoreDumps() => Set(Core, 0);

    /// <summary>
    /// A crash ends the process at once. .NET's own handlers would first write a report, which needs locks that the code which
    /// crashed may hold: then the process hangs.
    /// </summary>
    internal static void CrashAtOnce()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var signal in FatalSignals)
            SetHandler(signal, DefaultHandler);
    }

    /// <summary>If the machine runs out of memory, the system ends this process before any other.</summary>
    internal static void BeFirstToGo()
    {
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/oom_score_adj", "1000");
    }

    /// <summary>
    /// Makes the system refuse memory far past what a file may take, at once and however fast it is asked for. What is
    /// reserved counts here, such as the stacks of threads, so this limit is a loose one: the node watches what is used.
    /// </summary>
    internal static void LimitMemory(long bytes)
    {
        if (OperatingSystem.IsLinux())
            Set(Data, checked((ulong)(ReservedNow() + (2 * bytes) + Slack)));
    }

    /// <summary>Ends the process at once, without waiting for threads that may never come back.</summary>
    internal static void EndNow()
    {
        if (OperatingSystem.IsLinux())
            Exit(0);
        Environment.Exit(0);
    }

    private static void Set(int resource, ulong soft)
    {
        if (!OperatingSystem.IsLinux() || GetLimit(resource, out var limit) != 0)
            return;
        limit.Soft = Math.Min(soft, limit.Hard);
        if (SetLimit(resource, in limit) != 0)
            Console.Error.WriteLine($"limit {resource} could not be set to {soft}: error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Bytes that count against the limit now: VmData of /proc/self/status, which is in KiB.</summary>
    private static long ReservedNow() => File.ReadLines("/proc/self/status")
        .Where(line => line.StartsWith("VmData:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.AsSpan(7).Trim().TrimEnd(" kB")) * 1024)
        .FirstOrDefault();

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        internal ulong Soft;
        internal ulong Hard;
    }
}
