using Google.Protobuf;
using ModelCluster.Api.Grpc;
using ModelCluster.Api.Grpc.Client;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Lighthouse.Protos;

namespace ModelCluster.Node.Lighthouse;

/// <summary>
/// Calls whichever member of the lighthouse answers: stays with one until it does not, then asks the next. Shows who we are
/// where the members ask. Thread-safe.
/// </summary>
internal sealed class EtcdEndpoints : IDisposable
{
    private const string TokenHeader = "token";

    /// <summary>A watch ends when its member has lost the others, instead of staying silent.</summary>
    private static readonly KeyValuePair<string, string> NeedsLeader = new("hasleader", "true");

    private readonly LighthouseOptions _options;
    private readonly GrpcChannel[] _channels;
    private volatile string? _token;
    private int _current;

    internal EtcdEndpoints(LighthouseOptions options)
    {
        if (options.Endpoints.Count == 0)
            throw new ArgumentException("the lighthouse has no address; name at least one such as http://127.0.0.1:2379", nameof(options));
        _options = options;
        var tls = LighthouseTls.Of(options);
        _channels = [.. options.Endpoints.Select(address => new GrpcChannel(address, tls, options.CallTimeout))];
    }

    private string Names => string.Join(", ", _options.Endpoints.Select(address => address.Authority));

    /// <summary>Calls a method; each member is asked at most once, and after that it has failed.</summary>
    /// <param name="method">The method.</param>
    /// <param name="request">What to send.</param>
    /// <param name="parser">Reads the answer.</param>
    /// <param name="isRepeatable">True: doing it twice is the same as once, so it is tried again whatever went wrong.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, bool isRepeatable, CancellationToken cancellation)
        where TResponse : IMessage<TResponse>
    {
        GrpcException? last = null;
        for (var attempt = 0; attempt <= _channels.Length; attempt++)
        {
            var current = Volatile.Read(ref _current);
            try
            {
                var headers = await HeadersAsync(_channels[current], cancellation);
                return await _channels[current].CallAsync(method, request, parser, headers, _options.CallTimeout, cancellation);
            }
            catch (GrpcException failure) when (failure.Code is GrpcStatusCode.Unauthenticated && _token is not null)
            {
                _token = null; // it is valid for some minutes only
                last = failure;
            }
            catch (GrpcException failure) when (IsOfMember(failure))
            {
                last = failure;
                MoveOn(current);
                if (!isRepeatable && !DidNothing(failure))
                    throw new CoordinationOutcomeUnknownException($"the lighthouse ({Names}) took a change, but did not say whether it was done: {failure.Message}", failure);
            }
            catch (GrpcException failure)
            {
                throw new CoordinationException($"the lighthouse ({Names}) refuses: {failure.Message}", failure);
            }
        }

        throw new CoordinationException($"the lighthouse ({Names}) cannot be reached: {last!.Message}", last);
    }

    /// <summary>Opens a stream to the current member; when that fails, the next call goes to another.</summary>
    internal async Task<GrpcDuplexCall<TResponse>> OpenAsync<TResponse>(string method, MessageParser<TResponse> parser, CancellationToken cancellation)
        where TResponse : IMessage<TResponse>
    {
        var current = Volatile.Read(ref _current);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.CallTimeout);
        try
        {
            var headers = new Dictionary<string, string>(await HeadersAsync(_channels[current], limit.Token), StringComparer.Ordinal);
            headers[NeedsLeader.Key] = NeedsLeader.Value;
            return await _channels[current].OpenAsync(method, parser, headers, limit.Token);
        }
        catch (GrpcException failure)
        {
            Forget(failure);
            MoveOn(current);
            throw new CoordinationException($"the lighthouse ({Names}) cannot be reached: {failure.Message}", failure);
        }
        catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            MoveOn(current);
            throw new CoordinationException($"the lighthouse ({Names}) did not answer within {_options.CallTimeout.TotalSeconds:g3} s", failure);
        }
    }

    /// <summary>After a stream broke: the next call goes to another member.</summary>
    internal void MoveOn() => MoveOn(Volatile.Read(ref _current));

    /// <summary>After a stream was refused: who we are is shown anew.</summary>
    internal void Forget(GrpcException failure)
    {
        if (failure.Code is GrpcStatusCode.Unauthenticated)
            _token = null;
    }

    public void Dispose()
    {
        foreach (var channel in _channels)
            channel.Dispose();
    }

    private void MoveOn(int from) => Interlocked.CompareExchange(ref _current, (from + 1) % _channels.Length, from);

    /// <summary>True when another member may do better.</summary>
    private static bool IsOfMember(GrpcException failure) =>
        failure.Code is GrpcStatusCode.Unavailable or GrpcStatusCode.DeadlineExceeded or GrpcStatusCode.Cancelled or GrpcStatusCode.Internal or GrpcStatusCode.Unknown;

    private static bool DidNothing(GrpcException failure) =>
        failure.WasNotSent || failure.Message.Contains("no leader", StringComparison.Ordinal);

    private async Task<IReadOnlyDictionary<string, string>> HeadersAsync(GrpcChannel channel, CancellationToken cancellation)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (_options.User is not { } user)
            return headers;
        if (_token is not { } token)
        {
            var request = new AuthenticateRequest { Name = user, Password = _options.Password ?? "" };
            var answer = await channel.CallAsync("/etcdserverpb.Auth/Authenticate", request, AuthenticateResponse.Parser, headers, _options.CallTimeout, cancellation);
            _token = token = answer.Token;
        }

        headers[TokenHeader] = token;
        return headers;
    }
}
