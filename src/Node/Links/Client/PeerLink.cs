using System.Net.Sockets;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;
using ModelCluster.Node.Links.Frames;
using ModelCluster.Node.Links.Lanes;

namespace ModelCluster.Node.Links.Client;

/// <inheritdoc cref="IPeerLink"/>
/// <remarks>One loop opens connection after connection; requests take the one that is open, or fail.</remarks>
internal sealed class PeerLink : IPeerLink
{
    private readonly Peer _peer;
    private readonly NodeLinkOptions _options;
    private readonly ServingClock _clock;
    private readonly LinkLog _log;
    private readonly PendingReplies _pending;
    private readonly Lazy<LinkHttp> _control;
    private readonly CancellationToken _closed;
    private readonly Action _close;
    private string _why = "";
    private volatile LaneWriter? _writer;
    private volatile PeerCondition _condition = PeerCondition.Connecting;

    /// <summary>Connects at once, in the background.</summary>
    internal PeerLink(Peer peer, NodeLinkOptions options, ServingClock clock, LinkLog log)
    {
        (_peer, _options, _clock, _log) = (peer, options, clock, log);
        _pending = new PendingReplies(options.MostInFlight, options.MostBytesInFlight);
        _control = new Lazy<LinkHttp>(() => new LinkHttp(options, peer.Node, peer.Address));
        var closing = new CancellationTokenSource();
        (_closed, _close) = (closing.Token, closing.Cancel);
        Ended = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public NodeId Node => _peer.Node;

    /// <inheritdoc/>
    public PeerCondition Condition => _condition;

    /// <inheritdoc/>
    public int Outstanding => _pending.Count;

    /// <summary>Which process of that name, and where.</summary>
    internal Peer Peer => _peer;

    /// <summary>Ends after <see cref="Close"/>, when nothing of it runs any more.</summary>
    internal Task Ended { get; }

    /// <inheritdoc/>
    public ValueTask<InferenceReply> InferAsync(ReplicaKey replica, InferenceRequest request, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Failed(LinkErrors.Cancelled);
        if (_writer is not { } writer)
            return Failed(LinkErrors.NotReady(Node));
        var bytes = TensorList.Bytes(request.Inputs);
        if (bytes > _options.MostBytesOfMessage)
            return Failed(LinkErrors.TooLarge(bytes, _options.MostBytesOfMessage));
        if (_pending.TryTake(bytes) is not { } pending)
            return Failed(LinkErrors.TooMany(Node));

        var id = pending.Start(writer, request.Deadline ?? long.MaxValue);
        pending.CancelOn(cancellation);
        var result = writer.Post(FrameKind.Request, id, new RequestHead(replica, request, Left(request)), request.Inputs);
        if (result != PostResult.Posted)
            pending.TryFail(id, result == PostResult.Closed ? LinkErrors.NotReady(Node) : LinkErrors.NamesTooLong);
        return pending.Reply;
    }

    /// <inheritdoc/>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => _closed.IsCancellationRequested
        ? Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError, $"node '{Node}' is no peer any more"))
        : _control.Value.SendAsync(request, cancellation);

    /// <summary>Ends it for good: whatever waits fails now.</summary>
    internal void Close()
    {
        _close();
        if (_writer is { } writer)
            Lose(writer);
    }

    private static ValueTask<InferenceReply> Failed(InferenceError error) => new(InferenceReply.Failed(error));

    private long Left(InferenceRequest request) =>
        request.Deadline is { } deadline ? Math.Max(0, _clock.Nanoseconds(deadline - _clock.Now) / 1000) : RequestHead.NoDeadline;

    private async Task RunAsync()
    {
        var backoff = new Backoff(_options.FirstBackoff, _options.LongestBackoff);
        while (!_closed.IsCancellationRequested)
        {
            var held = await TryOpenAsync() is { } connection ? await HoldAsync(connection) : TimeSpan.Zero;
            if (_closed.IsCancellationRequested)
                break;
            var wait = backoff.After(held);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _clock.Time, _closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_control.IsValueCreated)
            _control.Value.Dispose();
    }

    private async Task<PeerConnection?> TryOpenAsync()
    {
        using var limit = new CancellationTokenSource(_options.LinkTimeout, _clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closed);
        try
        {
            return await PeerConnection.OpenAsync(_options, _peer, _pending, _clock, either.Token);
        }
        catch (OperationCanceledException)
        {
            if (!_closed.IsCancellationRequested)
                Become(PeerCondition.Silent, $"no answer within {_options.LinkTimeout.TotalSeconds:g3} s");
        }
        catch (Exception failure)
        {
            Become(ConditionOf(failure), failure.Message);
        }

        return null;
    }

    /// <summary>Lets requests use the connection until it ends; says how long that was.</summary>
    private async Task<TimeSpan> HoldAsync(PeerConnection connection)
    {
        using (connection)
        {
            var opened = _clock.Now;
            _writer = connection.Writer;
            Become(PeerCondition.Ready, "");
            var (isSilent, why) = await connection.RunAsync(_closed);
            Lose(connection.Writer);
            if (!_closed.IsCancellationRequested)
                Become(isSilent ? PeerCondition.Silent : PeerCondition.Connecting, isSilent ? "pings stay without an answer" : why?.Message ?? "the peer ended the link");
            return _clock.Duration(_clock.Now - opened);
        }
    }

    /// <summary>The connection is no more: first nobody can be added to those who wait, then they are told.</summary>
    private void Lose(LaneWriter writer)
    {
        _writer = null;
        writer.Close();
        _pending.FailAll(LinkErrors.Lost(Node));
    }

    private void Become(PeerCondition condition, string why)
    {
        var isNews = _condition != condition;
        _condition = condition;
        if (isNews || why != _why)
            _log.Became(_peer, condition, why);
        _why = why;
        if (isNews || condition == PeerCondition.Refused)
            _log.Tell(_peer, condition);
    }

    private static PeerCondition ConditionOf(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return PeerCondition.Refused;
                case SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TimedOut }:
                case OperationCanceledException or TimeoutException:
                    return PeerCondition.Silent;
                default:
                    continue;
            }
        }

        return PeerCondition.Connecting;
    }
}
