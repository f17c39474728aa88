using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace ModelCluster.Api.Grpc.Client;

/// <summary>
/// A stream in both directions. One writer and one reader at a time; disposing of it ends it.
/// </summary>
/// <typeparam name="TResponse">What comes.</typeparam>
public sealed class GrpcDuplexCall<TResponse> : IAsyncDisposable
    where TResponse : IMessage<TResponse>
{
    private readonly GrpcChannel _channel;
    private readonly HttpRequestMessage _request;
    private readonly DuplexContent _content;
    private readonly MessageParser<TResponse> _parser;
    private readonly CancellationTokenSource _end = new();
    private readonly Task<HttpResponseMessage> _response;

    private GrpcDuplexCall(GrpcChannel channel, HttpRequestMessage request, DuplexContent content, MessageParser<TResponse> parser)
    {
        _channel = channel;
        _request = request;
        _content = content;
        _parser = parser;
        _response = channel.SendAsync(request, _end.Token);
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="GrpcException">The stream has broken.</exception>
    public async Task WriteAsync(IMessage message, CancellationToken cancellation = default)
    {
        var stream = await _content.Stream;
        try
        {
            await stream.WriteAsync(GrpcFrame.Of(message), cancellation);
            await stream.FlushAsync(cancellation);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or ObjectDisposedException)
        {
            throw new GrpcException(GrpcStatusCode.Unavailable, $"the stream broke: {failure.Message}", failure);
        }
    }

    /// <summary>What comes, until the server ends the stream.</summary>
    /// <exception cref="GrpcException">The stream broke, or the server ended it with an error.</exception>
    public async IAsyncEnumerable<TResponse> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var response = await _response.WaitAsync(cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        while (await _channel.ReadAsync(stream, cancellation) is { } message)
            yield return GrpcChannel.Parse(_parser, message);
        GrpcTrailers.ThrowUnlessOk(response);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _content.Complete();
        if (_response.IsCompletedSuccessfully)
            (await _response).Dispose();
        _ = _response.Exception; // seen by whoever read or wrote; nobody else is to hear of it
        _request.Dispose();
        _end.Dispose();
    }

    internal static async Task<GrpcDuplexCall<TResponse>> StartAsync(
        GrpcChannel channel, HttpRequestMessage request, DuplexContent content, MessageParser<TResponse> parser, CancellationToken cancellation)
    {
        var call = new GrpcDuplexCall<TResponse>(channel, request, content, parser);
        try
        {
            var first = await Task.WhenAny(content.Stream, call._response).WaitAsync(cancellation);
            if (first == call._response)
                await call._response; // it ended before it began: says why
            return call;
        }
        catch
        {
            await call.DisposeAsync();
            throw;
        }
    }
}
