using System.ComponentModel;
using System.Diagnostics;

namespace ModelCluster.Architecture.Tests;

/// <summary>Runs a program that a machine may lack; a test that needs it is skipped there.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    internal static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        Process tool;
        try
        {
            tool = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
            throw;
        }

        using (tool)
        {
            var errors = tool.StandardError.ReadToEndAsync();
            var output = await tool.StandardOutput.ReadToEndAsync() + await errors;
            await tool.WaitForExitAsync().WaitAsync(Limit);
            return (tool.ExitCode, output);
        }
    }
}
