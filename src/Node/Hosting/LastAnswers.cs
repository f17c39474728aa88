namespace ModelCluster.Node.Hosting;

/// <summary>
/// While a node stops it asks clients to close their connections with each answer, so that few of them send a request on a connection
/// that is just being closed: such a request is lost, and no client may know whether it was carried out (RFC 9112, 9.3.1).
/// </summary>
internal static class LastAnswers
{
    /// <summary>Adds it; HTTP/2 has its own way (GOAWAY), which the web server goes.</summary>
    internal static void UseLastAnswers(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use(next => context =>
        {
            if (stopping.IsCancellationRequested && !HttpProtocol.IsHttp2(context.Request.Protocol))
                context.Response.Headers.Connection = "close";
            return next(context);
        });
    }
}
