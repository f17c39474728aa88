using System.Diagnostics;
using System.Net;

namespace ModelCluster.Load.Driving;

/// <summary>
/// Requests that come when they come, whether or not the server keeps up, as users' do: evenly spaced at a rate. A
/// latency counts from when the request should have been sent, so that a slow server cannot hide its queue in the
/// driver. At most so many requests are under way as there are connections.
/// </summary>
internal static class OpenLoop
{
    public static LoadResult Run(IPEndPoint server, byte[] request, int connections, double perSecond, TimeSpan duration)
    {
        using var clients = new Clients(server, connections);
        var total = (long)(perSecond * duration.TotalSeconds);
        long next = -1;
        var began = Stopwatch.GetTimestamp();
        return clients.Run(client =>
        {
            long number;
            while ((number = Interlocked.Increment(ref next)) < total)
            {
                var due = began + (long)(number / perSecond * Stopwatch.Frequency);
                WaitUntil(due);
                client.Exchange(request, due);
            }
        });
    }

    private static void WaitUntil(long timestamp)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
        if (left > TimeSpan.Zero)
            Thread.Sleep(left);
    }
}
