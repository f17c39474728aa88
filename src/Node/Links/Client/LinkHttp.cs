using System.Net;
using System.Net.Sockets;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Links.Client;

/// <summary>
/// One HTTP/2 connection to a peer, on which both have proved that they belong to the cluster; made again when it is needed and
/// gone. Thread-safe.
/// </summary>
internal sealed class LinkHttp : IDisposable
{
    private const int Window = 16 << 20;

    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1); // that the handler takes

    private readonly NodeLinkOptions _options;
    private readonly NodeId _peer;
    private readonly Uri _address;
    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim _proving = new(1);
    private Socket? _socket;
    private Socket? _proven;

    /// <summary>Connects to nothing yet.</summary>
    internal LinkHttp(NodeLinkOptions options, NodeId peer, Uri address)
    {
        (_options, _peer, _address) = (options, peer, address);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = options.LinkTimeout,
            InitialHttp2StreamWindowSize = Window,
            KeepAlivePingDelay = ShortestPing,
            KeepAlivePingTimeout = options.LinkTimeout > ShortestPing ? options.LinkTimeout : ShortestPing,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        };
        if (LinkTls.Client(options) is { } tls)
            handler.SslOptions = tls;
        _http = new HttpMessageInvoker(handler);
    }

    private bool IsProven => Volatile.Read(ref _socket) is { } socket && socket == Volatile.Read(ref _proven);

    /// <summary>Sends a request whose address is relative; returns when the headers of the answer are there.</summary>
    /// <exception cref="HttpRequestException">The peer cannot be reached.</exception>
    /// <exception cref="LinkRefusedException">One of the two does not know the other's secret.</exception>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.RequestUri = new Uri(_address, request.RequestUri!.OriginalString); // "/x" alone would be read as a file
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await ProveAsync(cancellation);
        var response = await TrySendAsync(request, cancellation);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == LinkProof.Scheme))
            return response;
        response.Dispose(); // the connection went, and another was made for the request: it may be sent again where it can be
        if (request.Content is not (null or ByteArrayContent))
            throw new HttpRequestException($"the connection to node '{_peer}' broke before the request");
        await ProveAsync(cancellation);
        return await TrySendAsync(request, cancellation);
    }

    /// <summary>Ends the connection at once.</summary>
    public void Dispose()
    {
        _http.Dispose();
        _socket?.Dispose(); // one that is frozen would never end
        _proving.Dispose();
    }

    private async Task ProveAsync(CancellationToken cancellation)
    {
        if (IsProven)
            return;
        await _proving.WaitAsync(cancellation);
        try
        {
            if (IsProven)
                return;
            var nonce = LinkProof.NewNonce();
            using var challenge = await HelloAsync(LinkProof.Nonce, nonce, cancellation);
            var answer = challenge;
            if (_options.Secret is { } secret) // a peer that asks for no proof gives none
            {
                var exchange = new LinkProof.Exchange(_options.Node, _peer, nonce, Header(challenge, LinkProof.Nonce));
                if (!LinkProof.Equal(LinkProof.OfServer(secret, exchange), Header(challenge, LinkProof.Proof)))
                    throw new LinkRefusedException($"{_address} does not show that it is node '{_peer}' and knows the secret of the links");
                answer = await HelloAsync(LinkProof.Proof, LinkProof.OfClient(secret, exchange), cancellation);
            }

            using (answer)
            {
                if (answer.StatusCode != HttpStatusCode.NoContent)
                    throw new LinkRefusedException($"node '{_peer}' at {_address} does not take this one for a node of its cluster ({(int)answer.StatusCode}); is the secret of the links the same on both?");
            }

            Volatile.Write(ref _proven, Volatile.Read(ref _socket));
        }
        finally
        {
            _proving.Release();
        }
    }

    private async Task<HttpResponseMessage> HelloAsync(string header, string value, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_address, LinkProof.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { LinkProof.Node, _options.Node.Value }, { LinkProof.Peer, _peer.Value }, { header, value } },
        };
        return await TrySendAsync(request, cancellation);
    }

    private async Task<HttpResponseMessage> TrySendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, cancellation);
        }
        catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"node '{_peer}' at {_address} does not answer", failure);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            Volatile.Write(ref _socket, socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : "";
}
