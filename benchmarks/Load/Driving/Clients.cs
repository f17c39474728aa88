using System.Diagnostics;
using System.Net;
using System.Runtime.ExceptionServices;

namespace ModelCluster.Load.Driving;

/// <summary>Connections to one server, each with a thread of its own while they <see cref="Run"/>.</summary>
internal sealed class Clients : IDisposable
{
    private readonly Client[] _clients;

    public Clients(IPEndPoint server, int count) =>
        _clients = [.. Enumerable.Range(0, count).Select(_ => new Client(new HttpConnection(server)))];

    /// <summary>Runs <paramref name="work"/> for every client at once and waits for all; throws what the first that failed threw.</summary>
    public LoadResult Run(Action<Client> work)
    {
        ExceptionDispatchInfo? failure = null;
        var began = Stopwatch.GetTimestamp();
        var threads = _clients.Select(client => new Thread(() =>
        {
            try
            {
                work(client);
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        failure?.Throw();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return LoadResult.Of(seconds, _clients.Select(client => client.Microseconds), _clients.Sum(client => client.Failures));
    }

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Connection.Dispose();
    }
}

/// <summary>One connection and what it saw.</summary>
internal sealed record Client(HttpConnection Connection)
{
    public List<double> Microseconds { get; } = new(64 * 1024);

    public int Failures { get; private set; }

    /// <summary>One request and its answer, timed from <paramref name="since"/>, a timestamp.</summary>
    public void Exchange(byte[] request, long since)
    {
        if (Connection.Exchange(request, out _) == 200)
            Microseconds.Add(Stopwatch.GetElapsedTime(since).TotalMicroseconds);
        else
            Failures++;
    }
}
