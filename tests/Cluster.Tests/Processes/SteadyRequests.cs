using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>
/// Requests for the sleeper at a steady rate, whether or not earlier ones were answered, to one node or to several in turn; every
/// answer is checked. As a balancer does, it sends a request to the next node where one refuses the connection, and gives up on none
/// that was sent.
/// </summary>
internal sealed class SteadyRequests : IAsyncDisposable
{
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly IReadOnlyList<Uri> _nodes;
    private readonly HttpClient _http;
    private readonly Task _running;
    private int _sent;

    private SteadyRequests(IReadOnlyList<Uri> nodes, int perSecond, TimeSpan patience)
    {
        _nodes = nodes;
        _http = new HttpClient { Timeout = patience };
        _running = RunAsync(perSecond);
    }

    /// <summary>Answers that were not as they should be, and what else went wrong.</summary>
    internal IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Requests sent so far.</summary>
    internal int Sent => Volatile.Read(ref _sent);

    /// <summary>Begins, through one node.</summary>
    /// <param name="node">Which.</param>
    /// <param name="perSecond">Requests.</param>
    /// <param name="patience">How long a request may take; 15 s if null.</param>
    internal static SteadyRequests To(ClusterNode node, int perSecond = 100, TimeSpan? patience = null) =>
        new([node.Address], perSecond, patience ?? DefaultPatience);

    /// <summary>Begins, through all nodes in turn.</summary>
    internal static SteadyRequests ToAll(IEnumerable<ClusterNode> nodes, int perSecond = 100) =>
        new([.. nodes.Select(node => node.Address)], perSecond, DefaultPatience);

    /// <summary>Ends when all that were sent are answered.</summary>
    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(int perSecond)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        var under = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            under.Add(AskAsync(Interlocked.Increment(ref _sent)));
            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(under);
    }

    private async Task AskAsync(int number)
    {
        try
        {
            using var response = await SendAsync(number);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode != HttpStatusCode.OK || !text.Contains($"\"data\":[{number + 1}]", StringComparison.Ordinal))
                _failures.Enqueue($"request {number}: {(int)response.StatusCode} {text}");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            _failures.Enqueue($"request {number}: {failure.Message}");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(int number)
    {
        var body = new { inputs = new[] { new { name = "x", shape = new[] { 1 }, datatype = "FP32", data = new[] { number } } } };
        for (var tried = 0; ; tried++)
        {
            try
            {
                return await _http.PostAsJsonAsync(new Uri(_nodes[(number + tried) % _nodes.Count], "/v2/models/sleeper/infer"), body);
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError && tried + 1 < _nodes.Count)
            {
                continue; // nothing was sent
            }
        }
    }
}
