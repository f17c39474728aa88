using System.Diagnostics;
using System.Net;

namespace ModelCluster.Load.Driving;

/// <summary>
/// Clients that send their next request when they have the answer to the last: shows what a server can do at most. One
/// thread for each connection.
/// </summary>
internal static class ClosedLoop
{
    public static LoadResult Run(IPEndPoint server, byte[] request, int connections, TimeSpan duration)
    {
        using var clients = new Clients(server, connections);
        var began = Stopwatch.GetTimestamp();
        return clients.Run(client =>
        {
            long now;
            while (Stopwatch.GetElapsedTime(began, now = Stopwatch.GetTimestamp()) < duration)
                client.Exchange(request, now);
        });
    }
}
