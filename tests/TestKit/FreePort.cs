using System.Net;
using System.Net.Sockets;

namespace ModelCluster.TestKit;

/// <summary>
/// Ports for processes that must be told theirs before they start. From below the range that outgoing connections get theirs from, which
/// would take one between the look and the start. Thread-safe.
/// </summary>
public static class FreePort
{
    private const int First = 15_000;
    private const int Count = 15_000;

    private static int Last = Random.Shared.Next(Count);

    /// <summary>A port that nothing listens at, and that this process was not given before.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref Last) % Count);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                continue; // somebody has it
            }
        }
    }
}
