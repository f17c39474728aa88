using System.Runtime.InteropServices;

namespace ModelCluster.Node.Serving;

/// <summary>
/// Makes the calling thread give way to others, so that loading does not slow what is serving. .NET ignores
/// <see cref="Thread.Priority"/> on Linux, where "nice" is a thread's own (man 2 setpriority, "C library/kernel differences").
/// </summary>
internal static partial class LowPriority
{
    private const int PrioProcess = 0;
    private const int Nice = 10;

    /// <summary>Does nothing where the system has no such call.</summary>
    internal static void Apply()
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            return;
        }

        try
        {
            _ = SetPriority(PrioProcess, (uint)GetThreadId(), Nice);
        }
        catch (EntryPointNotFoundException)
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal; // a C library without gettid: glibc before 2.30
        }
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
