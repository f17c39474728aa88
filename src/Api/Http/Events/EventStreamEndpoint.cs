using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Events;

/// <summary>
/// <c>GET /v2/events</c> and <c>GET /v2/models/{model}/events</c>: everything that happens, as server-sent events. In the query, each
/// may be repeated: <c>model</c>, <c>actor</c> (such as <c>model/iris</c>), <c>event</c>, <c>cause</c>; <c>from</c> is the first ordinal
/// wanted. A client that comes back with <c>Last-Event-ID</c> goes on after it.
/// </summary>
internal sealed class EventStreamEndpoint(
    IEventFeed feed, IHostApplicationLifetime lifetime, TimeProvider time, IOptions<EventStreamOptions> options) : IMetricSource
{
    private const string LastEventId = "Last-Event-ID";

    private int _open;

    /// <summary>Answers one request; ends when the client goes, is too slow, or the node stops.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var filter = FilterOf(context);
        var after = AfterOf(context);
        Open();
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await StreamAsync(new ServerSentEvents(context.Response), filter, after, ends, context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <inheritdoc/>
    public void Write(MetricWriter writer) =>
        writer.Gauge("modelcluster_event_streams", "Clients of the live event stream.").Add(Volatile.Read(ref _open));

    private void Open()
    {
        var most = options.Value.MaxStreams;
        if (Interlocked.Increment(ref _open) <= most)
            return;
        Interlocked.Decrement(ref _open);
        throw new ProblemException(
            StatusCodes.Status503ServiceUnavailable, $"{most} event streams are open, as many as {EventStreamOptions.Section}:{nameof(options.Value.MaxStreams)} allows")
        {
            Header = KeyValuePair.Create("Retry-After", "5"),
        };
    }

    private async Task StreamAsync(ServerSentEvents stream, EventFilter filter, long? after, CancellationTokenSource ends, CancellationToken clientGone)
    {
        try
        {
            await stream.BeginAsync(after is null ? "events from now on" : $"events after {after}", ends.Token);
            await PumpAsync(stream, feed.ReadAsync(filter, after, ends.Token), ends);
        }
        catch (OperationCanceledException) when (!clientGone.IsCancellationRequested)
        {
            await stream.CommentAsync("the node is stopping; come back with the id of the last event seen", clientGone);
        }
    }

    private async Task PumpAsync(ServerSentEvents stream, IAsyncEnumerable<FeedItem> feedItems, CancellationTokenSource ends)
    {
        using var heartbeat = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.HeartbeatSeconds), time);
        await using var items = feedItems.GetAsyncEnumerator(ends.Token);
        var beat = heartbeat.WaitForNextTickAsync(CancellationToken.None).AsTask();
        var next = items.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, beat) == next)
                {
                    if (!await next)
                        return;
                    await SendAsync(stream, items.Current, ends.Token);
                    next = items.MoveNextAsync().AsTask();
                }
                else
                {
                    beat = heartbeat.WaitForNextTickAsync(CancellationToken.None).AsTask();
                    await stream.CommentAsync("still here", ends.Token);
                }
            }
        }
        finally
        {
            await ends.CancelAsync();
            await Task.WhenAny(next); // the items cannot be disposed while one is awaited
        }
    }

    private static Task SendAsync(ServerSentEvents stream, FeedItem item, CancellationToken ends) =>
        item.Event is { } happened ? stream.EventAsync(happened, ends) : stream.CommentAsync(item.Notice ?? "", ends);

    private static EventFilter FilterOf(HttpContext context)
    {
        var models = QueryValues.All(context, RouteValues.ModelSegment);
        if (RouteValues.Text(context, RouteValues.ModelSegment) is not null)
            models = [RouteValues.Model(context).Value];
        return new EventFilter
        {
            Actors = [.. models.Select(model => $"model/{model}"), .. QueryValues.All(context, "actor")],
            Types = QueryValues.All(context, "event"),
            Causes = QueryValues.All(context, "cause"),
        };
    }

    private static long? AfterOf(HttpContext context)
    {
        if (context.Request.Headers[LastEventId].ToString() is not { Length: > 0 } text)
            return QueryValues.Number(context, "from", 0, long.MaxValue) is { } from ? Math.Max(0, from - 1) : null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? last
            : throw ProblemException.BadRequest($"{LastEventId} is '{text}'; it must be the id of an event, a whole number");
    }
}
