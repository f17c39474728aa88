using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using Google.Protobuf;

namespace ModelCluster.Api.Grpc.Client;

/// <summary>
/// Calls the gRPC methods of one server over HTTP/2, without TLS (prior knowledge) or with it. Connections are made when
/// needed and again when they break. Thread-safe.
/// </summary>
public sealed class GrpcChannel : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;

    /// <summary>Connects to nothing before the first call.</summary>
    /// <param name="address"><c>http://host:port</c> or <c>https://host:port</c>.</param>
    /// <param name="tls">How to prove and check identities; null: the system's rules.</param>
    /// <param name="connectTimeout">How long a server may take to accept; null: 3 s.</param>
    public GrpcChannel(Uri address, SslClientAuthenticationOptions? tls = null, TimeSpan? connectTimeout = null)
    {
        _address = address;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout ?? TimeSpan.FromSeconds(3),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(5), // so that a server that hangs or is cut off is noticed
            KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseCookies = false,
            UseProxy = false,
        };
        if (tls is not null)
            handler.SslOptions = tls;
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>The largest message taken, in bytes.</summary>
    public int MaxReceiveBytes { get; init; } = 64 << 20;

    /// <summary>One request, one answer.</summary>
    /// <param name="method">Such as <c>/package.Service/Method</c>.</param>
    /// <param name="request">What to send.</param>
    /// <param name="parser">Reads the answer.</param>
    /// <param name="metadata">Headers, such as a token.</param>
    /// <param name="timeout">How long the server may take.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GrpcException">Whatever went wrong but a cancellation.</exception>
    public async Task<TResponse> CallAsync<TResponse>(
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        IReadOnlyDictionary<string, string> metadata,
        TimeSpan timeout,
        CancellationToken cancellation = default)
        where TResponse : IMessage<TResponse>
    {
        using var content = new ByteArrayContent(GrpcFrame.Of(request));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var message = Request(method, content, metadata);
            message.Headers.Add("grpc-timeout", string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(timeout.TotalMilliseconds)}m"));
            using var response = await SendAsync(message, limit.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            var answer = await ReadAsync(stream, limit.Token);
            while (answer is not null && await ReadAsync(stream, limit.Token) is not null)
                throw new GrpcException(GrpcStatusCode.Internal, $"{method} answered more than once");
            GrpcTrailers.ThrowUnlessOk(response);
            return answer is null
                ? throw new GrpcException(GrpcStatusCode.Internal, $"{method} ended well but without an answer")
                : Parse(parser, answer);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatusCode.DeadlineExceeded, $"{_address} did not answer {method} within {timeout.TotalSeconds:g3} s");
        }
    }

    /// <summary>Opens a stream in both directions.</summary>
    /// <exception cref="GrpcException">The server cannot be reached, or refuses.</exception>
    public Task<GrpcDuplexCall<TResponse>> OpenAsync<TResponse>(
        string method, MessageParser<TResponse> parser, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation = default)
        where TResponse : IMessage<TResponse>
    {
        var content = new DuplexContent();
        return GrpcDuplexCall<TResponse>.StartAsync(this, Request(method, content, metadata), content, parser, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    internal static TResponse Parse<TResponse>(MessageParser<TResponse> parser, byte[] message)
        where TResponse : IMessage<TResponse>
    {
        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"the answer is no {typeof(TResponse).Name}: {failure.Message}", failure);
        }
    }

    internal ValueTask<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation) => GuardAsync(
        () => GrpcFrame.ReadAsync(stream, MaxReceiveBytes, cancellation));

    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellation)
    {
        var response = await GuardAsync(async () => await _http.SendAsync(message, cancellation));
        try
        {
            GrpcTrailers.ThrowUnlessAccepted(response, _address);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> io)
    {
        try
        {
            return await io();
        }
        catch (HttpRequestException failure)
        {
            var wasNotSent = failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            throw new GrpcException(GrpcStatusCode.Unavailable, $"{_address} cannot be reached: {failure.Message}", failure) { WasNotSent = wasNotSent };
        }
        catch (IOException failure)
        {
            throw new GrpcException(GrpcStatusCode.Unavailable, $"the connection to {_address} broke: {failure.Message}", failure);
        }
    }

    private HttpRequestMessage Request(string method, HttpContent content, IReadOnlyDictionary<string, string> metadata)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, method))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        content.Headers.ContentType = new MediaTypeHeaderValue(GrpcFrame.ContentType);
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach (var (key, value) in metadata)
            message.Headers.Add(key, value);
        return message;
    }
}
