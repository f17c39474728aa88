using System.Diagnostics;

namespace ModelCluster.Cluster.Tests;

/// <summary>A disk in memory, mounted on a folder; taken away in the end.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Null where mounting is not allowed.</summary>
    internal static SmallDisk? TryMount(string folder, int bytes) =>
        Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder) ? new SmallDisk(folder) : null;

    public void Dispose() => Run("umount", "-l", _folder);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
