using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace ModelCluster.Node.Hosting;

/// <summary>Runs a node and turns what stops it from starting into one line that says what to do.</summary>
internal static class NodeRun
{
    /// <summary>The exit code: 0 after an orderly stop, 1 for a broken machine, 2 for wrong settings.</summary>
    internal static async Task<int> GuardAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (SettingsException wrong)
        {
            return Say(2, wrong.Message);
        }
        catch (OptionsValidationException wrong)
        {
            return Say(2, string.Join(Environment.NewLine, wrong.Failures));
        }
        catch (InvalidOperationException wrong) when (wrong.InnerException is FormatException or OverflowException || wrong.InnerException?.InnerException is FormatException or OverflowException)
        {
            return Say(2, $"{wrong.Message} `modelcluster --help` says what is allowed.");
        }
        catch (IOException busy) when (busy.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Say(1, $"{busy.Message} Stop what listens there, or choose another address with --http or --deployments.");
        }
        catch (SocketException refused)
        {
            return Say(1, $"cannot listen: {refused.Message}. Choose another address with --http or --deployments.");
        }
    }

    private static int Say(int exitCode, string message)
    {
        Console.Error.WriteLine($"modelcluster: {message}");
        return exitCode;
    }
}
