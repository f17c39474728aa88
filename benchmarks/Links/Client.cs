using System.Diagnostics;
using System.Globalization;
using System.Net;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Links;
using ModelCluster.Node.Links.Client;

namespace ModelCluster.Links;

/// <summary>The process that asks, and its link to the other.</summary>
internal sealed class Client : IAsyncDisposable, IPeerObserver
{
    private static readonly ModelName Model = ModelName.Parse("echo");

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILoggerFactory _logging = LoggerFactory.Create(Server.Log);
    private readonly Process _server;
    private readonly PeerLinks _links;

    private Client(Process server)
    {
        _server = server;
        var options = new NodeLinkOptions { Node = NodeId.Parse("client"), Listen = new IPEndPoint(IPAddress.Loopback, 0), Secret = Server.Secret };
        _links = new PeerLinks(options, new ServingClock(TimeProvider.System), new LinkLog(new Lazy<IPeerObserver>(this), _logging.CreateLogger<LinkLog>()));
    }

    private static NodeId Peer => NodeId.Parse("server");

    internal static async Task<Client> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, "serve") { RedirectStandardInput = true, UseShellExecute = false, RedirectStandardOutput = true };
        var client = new Client(Process.Start(start)!);
        var address = await client._server.StandardOutput.ReadLineAsync();
        client._links.SetPeers([new Peer(Peer, new Uri(address!), 1)]);
        await client._ready.Task;
        return client;
    }

    /// <summary>A round to warm up, then so many that count.</summary>
    internal async Task<IReadOnlyList<Round>> MeasureAsync(Load load, int rounds)
    {
        await RoundAsync(load);
        var results = new List<Round>();
        for (var i = 0; i < rounds; i++)
            results.Add(await RoundAsync(load));
        return results;
    }

    public void OnCondition(NodeId node, PeerCondition condition)
    {
        if (condition == PeerCondition.Ready)
            _ready.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _links.DisposeAsync();
        _server.StandardInput.Close();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _logging.Dispose();
    }

    private async Task<Round> RoundAsync(Load load)
    {
        var link = _links.Find(Peer)!;
        var server = await ServerTimeAsync();
        var own = Server.ProcessorTime();
        var start = Stopwatch.GetTimestamp();
        var until = start + (long)(load.Round.TotalSeconds * Stopwatch.Frequency);
        var latencies = await Task.WhenAll(Enumerable.Range(0, load.AtOnce).Select(_ => Task.Run(() => AskAsync(link, load.Bytes, until))));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        own = Server.ProcessorTime() - own;
        server = await ServerTimeAsync() - server;
        var all = latencies.SelectMany(some => some).Order().ToList();
        return new Round(all.Count / seconds, Microseconds(all[all.Count / 2]), Microseconds(all[all.Count * 99 / 100]), own / all.Count, server / all.Count);
    }

    private static async Task<List<long>> AskAsync(IPeerLink link, int bytes, long until)
    {
        var latencies = new List<long>(1 << 18);
        using var request = new InferenceRequest { Model = Model, Deadline = null };
        request.Add(new NamedTensor("input", Tensor.Rent(TensorType.UInt8, new TensorShape(bytes))));
        for (var now = Stopwatch.GetTimestamp(); now < until;)
        {
            using var reply = await link.InferAsync(new ReplicaKey(Model, 1), request, CancellationToken.None);
            if (reply.Error is { } error)
                throw new InvalidOperationException(error.Message);
            var end = Stopwatch.GetTimestamp();
            latencies.Add(end - now);
            now = end;
        }

        return latencies;
    }

    private async Task<double> ServerTimeAsync()
    {
        await _server.StandardInput.WriteLineAsync();
        await _server.StandardInput.FlushAsync();
        return double.Parse((await _server.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
