using System.Runtime.InteropServices;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// Keeps the C library from holding on to memory that native code has freed, and the runtime from holding on to what a
/// model left in the managed heap. Only glibc has these calls; on other systems they do nothing.
/// </summary>
internal static partial class SystemMemory
{
    /// <summary>M_ARENA_MAX of malloc.h.</summary>
    private const int MaxArenas = -8;

    private const long MillisecondsBetweenCollections = 1000;

    private static long LastCollection;

    /// <summary>
    /// Limits malloc's arenas to one per core (its own limit is eight): each holds back what its threads have freed.
    /// </summary>
    public static void LimitArenas() => Try(() => SetMallocOption(MaxArenas, Environment.ProcessorCount));

    /// <summary>Gives free memory back to the system. Takes milliseconds: for unloading, not for the request path.</summary>
    public static void Trim()
    {
        CollectSometimes();
        Try(() => TrimMalloc(0));
    }

    /// <summary>
    /// A node that serves allocates so little that garbage of loading would lie for hours. In the background, and once a
    /// second at most: a thousand models that unload together are no reason for a thousand collections.
    /// </summary>
    private static void CollectSometimes()
    {
        var now = Environment.TickCount64;
        var last = Volatile.Read(ref LastCollection);
        if (now - last >= MillisecondsBetweenCollections && Interlocked.CompareExchange(ref LastCollection, now, last) == last)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }

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
