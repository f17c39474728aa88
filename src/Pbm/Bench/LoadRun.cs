using System.Diagnostics;
using System.Net.Http.Headers;
using ModelCluster.Pbm.Http;

namespace ModelCluster.Pbm.Bench;

/// <summary>
/// Sends requests as a plan says. In an open loop each request has its time, and its latency begins then, also when it could not be
/// sent because all senders were waiting: a server that stands still makes every request late that fell into that time, not only those
/// under way ("coordinated omission"). A sender that was free but woken late is the generator's own fault and is told apart.
/// </summary>
/// <param name="client">The node.</param>
/// <param name="path">Where to.</param>
/// <param name="body">JSON.</param>
/// <param name="plan">How.</param>
internal sealed class LoadRun(NodeClient client, string path, byte[] body, LoadPlan plan)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private long _tickets = -1;
    private long _start;
    private long _from;
    private long _end;

    /// <summary>Runs to its end.</summary>
    internal async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        _start = Stopwatch.GetTimestamp();
        _from = _start + Ticks(plan.WarmUp);
        _end = _from + Ticks(plan.Duration);
        var results = await Task.WhenAll(Enumerable.Range(0, plan.Senders).Select(_ => Task.Run(() => SendAllAsync(cancellation), cancellation)));
        return LoadResult.Sum(results, plan.Duration);
    }

    private async Task<LoadResult> SendAllAsync(CancellationToken cancellation)
    {
        var result = new LoadResult();
        while (true)
        {
            var due = plan.Rate is { } rate ? _start + (long)(Interlocked.Increment(ref _tickets) / rate * Stopwatch.Frequency) : Stopwatch.GetTimestamp();
            if (due >= _end)
                return result;
            var begun = plan.Rate is null ? due : await WhenAsync(due, result, cancellation);
            var outcome = await SendAsync(cancellation);
            if (due >= _from)
                result.Add(outcome, Stopwatch.GetElapsedTime(begun));
        }
    }

    /// <summary>Waits for a request's time.</summary>
    /// <returns>When its latency begins: that time if it is over already, else the moment of waking.</returns>
    private static async ValueTask<long> WhenAsync(long due, LoadResult result, CancellationToken cancellation)
    {
        var now = Stopwatch.GetTimestamp();
        if (now >= due)
            return due;
        while (now < due)
        {
            // timers count in milliseconds: rounded up, so that it is one wait as a rule
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(Stopwatch.GetElapsedTime(now, due).TotalMilliseconds)), cancellation);
            now = Stopwatch.GetTimestamp();
        }

        result.WokeLate(Stopwatch.GetElapsedTime(due, now));
        return now;
    }

    /// <summary>The status of the answer, or what came in place of one.</summary>
    private async Task<string> SendAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(plan.Timeout);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
            using var response = await client.SendRawAsync(request, limit.Token);
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
            return $"{(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "timeout";
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return $"no answer: {Innermost(failure).Message}";
        }
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
