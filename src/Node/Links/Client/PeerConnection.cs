using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Api.Grpc.Client;
using ModelCluster.Contracts.Inference;
using ModelCluster.Node.Links.Frames;
using ModelCluster.Node.Links.Lanes;

namespace ModelCluster.Node.Links.Client;

/// <summary>One connection to a peer with one lane on it, from its opening to its end; then another takes its place.</summary>
internal sealed class PeerConnection : ILaneHandler, IDisposable
{
    private readonly LinkHttp _http;
    private readonly NodeLinkOptions _options;
    private readonly PendingReplies _pending;
    private readonly ServingClock _clock;
    private readonly DuplexContent _content = new();
    private readonly HttpRequestMessage _request;
    private readonly CancellationTokenSource _end = new();
    private HttpResponseMessage? _response;
    private Heartbeat? _heartbeat;
    private LaneWriter? _writer;
    private bool _isSilent;

    private PeerConnection(NodeLinkOptions options, Peer peer, PendingReplies pending, ServingClock clock)
    {
        (_options, _pending, _clock) = (options, pending, clock);
        _http = new LinkHttp(options, peer.Node, peer.Address);
        _request = new HttpRequestMessage(HttpMethod.Post, LinkPaths.Lane) { Content = _content };
    }

    /// <summary>Sends requests.</summary>
    internal LaneWriter Writer => _writer!;

    /// <summary>Connects.</summary>
    /// <exception cref="HttpRequestException">The peer cannot be reached, or refuses.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    internal static async Task<PeerConnection> OpenAsync(
        NodeLinkOptions options, Peer peer, PendingReplies pending, ServingClock clock, CancellationToken cancellation)
    {
        var connection = new PeerConnection(options, peer, pending, clock);
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads replies and sends pings until the connection ends, which is no exception here.</summary>
    /// <returns>Whether the peer fell silent, and what else ended it.</returns>
    internal async Task<(bool IsSilent, Exception? Why)> RunAsync(CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(static state => ((PeerConnection)state!).End(), this);
        using var heartbeat = new Heartbeat(_clock.Time, _options.PingInterval, _options.LinkTimeout, OnBeat, OnSilent);
        _heartbeat = heartbeat;
        Exception? why = null;
        try
        {
            await using var stream = await _response!.Content.ReadAsStreamAsync(_end.Token);
            await new LaneReader(stream, _options.MostBytesOfMessage, this).ReadAllAsync(_end.Token);
        }
        catch (Exception failure)
        {
            why = failure;
        }

        Writer.Close();
        return (_isSilent, why);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _writer?.Close();
        _request.Dispose(); // completes the content
        _response?.Dispose();
        _http.Dispose();
    }

    void ILaneHandler.OnRequest(ulong id, in RequestHead head) => throw new LinkProtocolException("a request came where only replies do");

    void ILaneHandler.OnReply(ulong id, InferenceReply reply)
    {
        if (TensorList.Problem(reply.Outputs) is { } problem)
        {
            reply.Dispose();
            reply = InferenceReply.Failed(LinkErrors.Broken(problem));
        }

        if (!_pending.TryAnswer(id, reply))
            reply.Dispose(); // cancelled meanwhile
    }

    void ILaneHandler.OnSignal(FrameKind kind, ulong id)
    {
        if (kind != FrameKind.Pong)
            throw new LinkProtocolException($"a {kind} frame came where only replies do");
    }

    void ILaneHandler.OnHeard() => _heartbeat!.Heard();

    private async Task OpenAsync(CancellationToken cancellation)
    {
        _response = await _http.SendAsync(_request, cancellation);
        if (!_response.IsSuccessStatusCode)
            throw new LinkRefusedException($"the peer does not open a lane ({(int)_response.StatusCode})");
        _writer = new LaneWriter(await _content.Stream, _ => End());
    }

    private void OnBeat(int missed)
    {
        Writer.Post(FrameKind.Ping, (ulong)missed);
        _pending.FailOverdue(_clock.Now);
    }

    private void OnSilent()
    {
        _isSilent = true;
        End();
    }

    private void End() => _end.Cancel();
}
