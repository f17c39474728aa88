using ModelCluster.Api.Http.Cluster;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Links.Server;

/// <summary>
/// Stands before all other endpoints. On the links' listener nobody passes who has not proved to be a node of the cluster: others
/// get 401 and nothing else, whatever they ask. On the other listeners there is nothing below <see cref="LinkPaths.Root"/>.
/// </summary>
internal sealed class LinkGate(NodeLinkOptions options, LinkServer lanes)
{
    internal Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (context.Features.Get<LinkConnection>() is not { } connection)
            return path.StartsWithSegments(LinkPaths.Root, StringComparison.OrdinalIgnoreCase) ? Answer(context, StatusCodes.Status404NotFound) : next(context);
        if (connection.Caller is not { } caller)
            return path == LinkProof.Path ? Greet(context, connection) : Refuse(context);
        context.Features.Set(caller);
        if (path == LinkProof.Path)
            return Answer(context, StatusCodes.Status204NoContent);
        return path == LinkPaths.Lane && HttpMethods.IsPost(context.Request.Method) ? lanes.ServeAsync(context, caller) : next(context);
    }

    /// <summary>See <see cref="LinkProof"/>: the client's random number is answered, then the client's answer to ours is checked.</summary>
    private Task Greet(HttpContext context, LinkConnection connection)
    {
        var headers = context.Request.Headers;
        if (!NodeId.TryParse(headers[LinkProof.Node], out var client) || headers[LinkProof.Peer] != options.Node.Value)
            return Refuse(context);
        if (options.Secret is not { } secret) // its certificate is its proof
            return Accept(context, connection, client);
        if (headers[LinkProof.Nonce].ToString() is { Length: > 0 } nonce)
            return LinkProof.IsNonce(nonce) ? Challenge(context, connection, new LinkProof.Exchange(client, options.Node, nonce, LinkProof.NewNonce())) : Refuse(context);
        return connection.TakeChallenge() is { } exchange && exchange.Client == client
            && LinkProof.Equal(LinkProof.OfClient(secret, exchange), headers[LinkProof.Proof])
                ? Accept(context, connection, client)
                : Refuse(context);
    }

    private Task Challenge(HttpContext context, LinkConnection connection, in LinkProof.Exchange exchange)
    {
        connection.Challenge(exchange);
        context.Response.Headers[LinkProof.Nonce] = exchange.ServerNonce;
        context.Response.Headers[LinkProof.Proof] = LinkProof.OfServer(options.Secret!, exchange);
        return Refuse(context);
    }

    private static Task Accept(HttpContext context, LinkConnection connection, NodeId client)
    {
        connection.Accept(new LinkCaller(client));
        return Answer(context, StatusCodes.Status204NoContent);
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = LinkProof.Scheme;
        return Answer(context, StatusCodes.Status401Unauthorized);
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
