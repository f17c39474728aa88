using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelCluster.Node.Hosting;

/// <summary>
/// <c>modelcluster --healthcheck [live|ready] [the node's settings]</c>: asks the node that runs here with the same settings how it
/// is, for container engines whose images have no curl. A plain socket instead of the framework's client, which would be
/// compiled anew for every check.
/// </summary>
internal static class HealthCheck
{
    private const int TimeoutMilliseconds = 5_000;

    /// <summary>The exit code: 0 for a node that says yes within 5 s, 1 for any other.</summary>
    /// <param name="args">What follows <c>--healthcheck</c>.</param>
    /// <param name="output">Takes what the node says.</param>
    /// <exception cref="SettingsException">The settings are wrong, or the node serves no HTTP.</exception>
    internal static int Run(string[] args, TextWriter output)
    {
        var (question, rest) = args is ["live" or "ready", ..] ? (args[0], args[1..]) : ("ready", args);
        var endpoint = Listeners.HttpEndpoint(SettingsSources.Read(CommandLine.Parse(rest)))
            ?? throw new SettingsException("Http:Enabled is false, so the node cannot be asked");
        try
        {
            var status = StatusLine(Reachable(endpoint), $"/v2/health/{question}");
            output.WriteLine($"{question}: {status}");
            return status.Split(' ') is [_, "200", ..] ? 0 : 1;
        }
        catch (SocketException failure)
        {
            output.WriteLine($"{question}: {endpoint} does not answer: {failure.Message}");
            return 1;
        }
    }

    /// <summary>Where one reaches what listens there: loopback for all addresses.</summary>
    private static IPEndPoint Reachable(IPEndPoint listener)
    {
        if (listener.Address.Equals(IPAddress.Any))
            return new IPEndPoint(IPAddress.Loopback, listener.Port);
        return listener.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, listener.Port) : listener;
    }

    /// <summary>The first line of the answer; empty where there is none.</summary>
    private static string StatusLine(IPEndPoint endpoint, string path)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            SendTimeout = TimeoutMilliseconds,
            ReceiveTimeout = TimeoutMilliseconds,
        };
        socket.Connect(endpoint);
        socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {endpoint}\r\nConnection: close\r\n\r\n"));
        var answer = new byte[256];
        var length = 0;
        while (length < answer.Length && !answer.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = socket.Receive(answer.AsSpan(length));
            if (read == 0)
                break;
            length += read;
        }

        return Encoding.ASCII.GetString(answer, 0, length).Split("\r\n")[0];
    }
}
