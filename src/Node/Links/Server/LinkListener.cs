using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ModelCluster.Node.Links.Server;

/// <summary>Opens the port that other nodes connect to.</summary>
internal static class LinkListener
{
    private const int Window = 16 << 20;

    /// <summary>HTTP/2 alone, without TLS by prior knowledge; every connection carries what it has proved.</summary>
    /// <exception cref="IOException">A certificate cannot be read.</exception>
    internal static void ListenLinks(this KestrelServerOptions kestrel, NodeLinkOptions options)
    {
        kestrel.Limits.Http2.InitialConnectionWindowSize = Window;
        kestrel.Limits.Http2.InitialStreamWindowSize = Window;
        kestrel.Limits.Http2.MaxFrameSize = 256 << 10;
        kestrel.Listen(options.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.IsTls)
                listen.UseHttps(LinkTls.Server(options));
            listen.Use(next => connection =>
            {
                connection.Features.Set(new LinkConnection());
                return next(connection);
            });
        });
    }
}
