using System.Runtime.InteropServices;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// Keeps the C library from holding on to memory that native code has freed. Only glibc has these calls; on other
/// systems they do nothing.
/// </summary>
internal static partial class SystemMemory
{
    /// <summary>M_ARENA_MAX of malloc.h.</summary>
    private const int MaxArenas = -8;

    /// <summary>
    /// Limits malloc's arenas to one per core (its own limit is eight): each holds back what its threads have freed.
    /// </summary>
    public static void LimitArenas() => Try(() => SetMallocOption(MaxArenas, Environment.ProcessorCount));

    /// <summary>Gives free memory back to the system. Takes milliseconds: for unloading, not for the request path.</summary>
    public static void Trim() => Try(() => TrimMalloc(0));

    private static void Try(Func<int> call)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            call();
        }
        catch (EntryPointNotFoundException)
        {
            // musl and others have no such call, and no such arenas
        }
        catch (DllNotFoundException)
        {
            // a C library by another name: likewise
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int TrimMalloc(nint keepBytes);
}
