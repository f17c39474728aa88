using System.Diagnostics;
using ModelCluster.TestKit;

namespace ModelCluster.Pbm.Tests;

/// <summary>Runs the real program.</summary>
internal static class PbmProcess
{
    internal static Task<PbmRun> RunAsync(params string[] args) => RunProgramAsync(Path.Combine(AppContext.BaseDirectory, "pbm"), args);

    internal static async Task<PbmRun> RunProgramAsync(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PBM_NODE"] = Path.Combine(AppContext.BaseDirectory, "modelcluster");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(RealTimeGuard.Limit);
        return new PbmRun(process.ExitCode, await output, await error);
    }
}

/// <summary>How it ended and what it printed.</summary>
internal sealed record PbmRun(int ExitCode, string Output, string Error);
