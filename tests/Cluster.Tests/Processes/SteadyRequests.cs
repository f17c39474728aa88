using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>Requests for the sleeper at a steady rate, whether or not earlier ones were answered; every answer is checked.</summary>
internal sealed class SteadyRequests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly HttpClient _http;
    private readonly Task _running;
    private int _sent;

    private SteadyRequests(Uri node, int perSecond)
    {
        _http = new HttpClient { BaseAddress = node, Timeout = Patience };
        _running = RunAsync(perSecond);
    }

    /// <summary>Answers that were not as they should be, and what else went wrong.</summary>
    internal IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Requests sent so far.</summary>
    internal int Sent => Volatile.Read(ref _sent);

    /// <summary>Begins, through one node.</summary>
    internal static SteadyRequests To(ClusterNode node, int perSecond = 100) => new(node.Address, perSecond);

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
            var body = new { inputs = new[] { new { name = "x", shape = new[] { 1 }, datatype = "FP32", data = new[] { number } } } };
            using var response = await _http.PostAsJsonAsync("/v2/models/sleeper/infer", body);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode != HttpStatusCode.OK || !text.Contains($"\"data\":[{number + 1}]", StringComparison.Ordinal))
                _failures.Enqueue($"request {number}: {(int)response.StatusCode} {text}");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            _failures.Enqueue($"request {number}: {failure.Message}");
        }
    }
}
