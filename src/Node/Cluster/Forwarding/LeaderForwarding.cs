using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Api.Http.Cluster;

namespace ModelCluster.Node.Cluster.Forwarding;

/// <summary>
/// Lets operators talk to any node: what only the leader can answer is sent on to it over the link, as it came, and is answered
/// when this node has seen what it changed. Stands after routing, before the keys are checked: the leader checks them.
/// </summary>
internal sealed class LeaderForwarding(ClusterMirror mirror, IPeerLinks links, Leadership leadership, TimeProvider time)
{
    /// <summary>Tells up to which revision of the lighthouse an answer's changes reach.</summary>
    internal const string RevisionHeader = "modelcluster-revision";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ElectionPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MirrorPatience = TimeSpan.FromSeconds(2);

    internal async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (!LeaderRules.IsForLeader(context))
        {
            await next(context);
            return;
        }

        var isForwarded = context.Features.Get<LinkCaller>() is not null;
        var link = isForwarded ? null : await LeaderAsync(context.RequestAborted);
        if (link is not null)
        {
            await ForwardAsync(link, context);
            return;
        }

        if (leadership.Current is { } desk)
        {
            if (isForwarded)
                context.Response.OnStarting(() => NoteRevisionAsync(desk, context.Response));
            await next(context);
            return;
        }

        await RefuseAsync(context, "no node leads the cluster now, so that nothing can be changed; try again in a moment");
    }

    /// <summary>The link to the leader, once one is elected and reached; null if this node leads, or nobody does for long.</summary>
    private async Task<IPeerLink?> LeaderAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (leadership.Current is null && time.GetElapsedTime(begun) < ElectionPatience)
        {
            if (mirror.View.Leader is { } leader && links.Find(leader.Record.Node) is { Condition: PeerCondition.Ready } link)
                return link;
            await Task.Delay(Look, time, cancellation);
        }

        return null;
    }

    private async Task ForwardAsync(IPeerLink link, HttpContext context)
    {
        HttpResponseMessage response;
        try
        {
            using var request = ForwardedRequest.Of(context.Request);
            response = await link.SendAsync(request, context.RequestAborted);
        }
        catch (HttpRequestException lost)
        {
            await RefuseAsync(context, $"node {link.Node}, which leads, was lost before it answered ({lost.Message}); look whether the change was made before you try again");
            return;
        }

        using (response)
        {
            await AwaitRevisionAsync(response, context.RequestAborted);
            await ForwardedRequest.CopyAsync(response, context);
        }
    }

    /// <summary>So that who changed something through this node finds it changed here.</summary>
    private async Task AwaitRevisionAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (!response.Headers.TryGetValues(RevisionHeader, out var values) || !long.TryParse(values.FirstOrDefault(), out var revision))
            return;
        try
        {
            await mirror.WhenSeenAsync(revision, cancellation).WaitAsync(MirrorPatience, time, cancellation);
        }
        catch (TimeoutException)
        {
            return; // this node is cut off from the lighthouse; the change was made all the same
        }
    }

    private static async Task NoteRevisionAsync(Leadership.Desk desk, HttpResponse response)
    {
        try
        {
            using var patience = new CancellationTokenSource(MirrorPatience);
            response.Headers[RevisionHeader] = (await desk.WhenWrittenAsync(patience.Token)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (OperationCanceledException)
        {
            return; // the lighthouse is away: the others hear of it later
        }
    }

    private static Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        return context.Response.WriteAsJsonAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { [LeaderRules.ErrorMemberOf(context)] = message }, context.RequestAborted);
    }
}
