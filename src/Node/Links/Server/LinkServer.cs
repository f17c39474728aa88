using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Api.Http.Cluster;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Node.Links.Frames;

namespace ModelCluster.Node.Links.Server;

/// <summary>
/// The lanes that others have opened to this node. They stay open while the node stops serving, and end when <see cref="Close"/> is
/// called: the web server waits for them at its own end. Thread-safe.
/// </summary>
internal sealed partial class LinkServer(NodeLinkOptions options, ILinkTarget target, ServingClock clock, ILogger<LinkServer> logger) : IDisposable
{
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Serves a lane until either side ends it.</summary>
    internal async Task ServeAsync(HttpContext context, LinkCaller caller)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null; // heartbeats notice a client that is gone
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token, context.RequestAborted);
        await context.Response.StartAsync(either.Token);
        await context.Response.Body.FlushAsync(either.Token);
        using var lane = new ServedLane(options, target, clock, logger, context.Response.Body, either);
        try
        {
            await lane.RunAsync(context.Request.Body);
        }
        catch (LinkProtocolException failure)
        {
            LogBadFrame(caller.Node, failure.Message);
            context.Abort();
        }
        catch (Exception) when (either.IsCancellationRequested)
        {
            LogEnded(caller.Node, "it was closed");
        }
        catch (IOException failure)
        {
            LogEnded(caller.Node, failure.Message);
        }
    }

    /// <summary>Ends all lanes, and those that are opened later.</summary>
    internal void Close() => _closed.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _closed.Dispose();

    [LoggerMessage(EventIds.LinksBadFrame, LogLevel.Error, "node {Node} sent what no node of this version sends, its link is closed: {Problem}")]
    private partial void LogBadFrame(Contracts.Cluster.NodeId node, string problem);

    [LoggerMessage(EventIds.LinksEnded, LogLevel.Debug, "the link from node {Node} ended: {Why}")]
    private partial void LogEnded(Contracts.Cluster.NodeId node, string why);
}
