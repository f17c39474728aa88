using System.Diagnostics;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Coordination;

/// <summary>etcd's own command line, for what a node never does.</summary>
internal static class Etcdctl
{
    internal static async Task RunAsync(Uri endpoint, params string[] args)
    {
        var start = new ProcessStartInfo("etcdctl", [$"--endpoints={endpoint.GetLeftPart(UriPartial.Authority)}", .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ETCDCTL_API"] = "3";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(RealTimeGuard.Limit);
        process.ExitCode.ShouldBe(0, await output + await error);
    }
}
