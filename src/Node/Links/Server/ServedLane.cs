using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Inference;
using ModelCluster.Node.Links.Frames;
using ModelCluster.Node.Links.Lanes;

namespace ModelCluster.Node.Links.Server;

/// <summary>One lane that another node has opened: hands its requests to the replicas here and sends what they answer.</summary>
internal sealed partial class ServedLane : ILaneHandler, IDisposable
{
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(1);

    private readonly NodeLinkOptions _options;
    private readonly ILinkTarget _target;
    private readonly ServingClock _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end;
    private readonly LaneWriter _writer;
    private readonly ServedRequests _requests;
    private readonly Heartbeat _heartbeat;

    /// <param name="options">Its limits.</param>
    /// <param name="target">The replicas.</param>
    /// <param name="clock">The node's clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="answers">The stream to the other node.</param>
    /// <param name="end">Ends the lane.</param>
    internal ServedLane(
        NodeLinkOptions options, ILinkTarget target, ServingClock clock, ILogger logger, Stream answers, CancellationTokenSource end)
    {
        (_options, _target, _clock, _logger, _end) = (options, target, clock, logger, end);
        _writer = new LaneWriter(answers, _ => End());
        _requests = new ServedRequests(options.MostInFlight * 2); // those that the caller gave up may still run here
        _heartbeat = new Heartbeat(clock.Time, options.PingInterval, options.LinkTimeout * 2, static _ => { }, End);
    }

    /// <summary>Reads requests until the lane ends; those that still run are cancelled then.</summary>
    internal async Task RunAsync(Stream requests)
    {
        try
        {
            await new LaneReader(requests, _options.MostBytesOfMessage, this).ReadAllAsync(_end.Token);
        }
        finally
        {
            _writer.Close();
            _requests.CancelAll();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _heartbeat.Dispose();

    void ILaneHandler.OnRequest(ulong id, in RequestHead head)
    {
        var request = head.Request;
        if (head.Left != RequestHead.NoDeadline)
            request.Deadline = _clock.Now + _clock.Ticks(TimeSpan.FromMicroseconds(Math.Min(head.Left, LongestDeadline.TotalMicroseconds)));
        if (!request.IsRaw && TensorList.Problem(request.Inputs) is { } problem)
            Refuse(id, request, LinkErrors.Unsound(problem));
        else if (_requests.TryAdd(id) is not { } served)
            Refuse(id, request, LinkErrors.TooMany(_options.Node));
        else
            Serve(id, head, served);
    }

    void ILaneHandler.OnReply(ulong id, InferenceReply reply) => throw new LinkProtocolException("a reply came where only requests do");

    void ILaneHandler.OnSignal(FrameKind kind, ulong id)
    {
        if (kind == FrameKind.Ping)
            _writer.Post(FrameKind.Pong, id);
        else if (kind == FrameKind.Cancel)
            _requests.Cancel(id);
        else
            throw new LinkProtocolException($"a {kind} frame came where only requests do");
    }

    void ILaneHandler.OnHeard() => _heartbeat.Heard();

    private void Serve(ulong id, in RequestHead head, ServedRequest served)
    {
        ValueTask<InferenceReply> reply;
        try
        {
            if (!_target.TryInfer(head.Replica, head.Request, served.Token, out reply))
            {
                _requests.Remove(id, served);
                Refuse(id, head.Request, LinkErrors.NotTaken(head.Replica, _options.Node));
                return;
            }
        }
        catch (Exception failure)
        {
            _requests.Remove(id, served);
            Refuse(id, head.Request, Unexpected(failure));
            return;
        }

        _ = AnswerAsync(id, reply, served);
    }

    private async Task AnswerAsync(ulong id, ValueTask<InferenceReply> pending, ServedRequest served)
    {
        InferenceReply reply;
        try
        {
            reply = await pending;
        }
        catch (Exception failure)
        {
            reply = InferenceReply.Failed(Unexpected(failure));
        }

        _requests.Remove(id, served);
        Answer(id, reply);
    }

    private void Refuse(ulong id, InferenceRequest request, InferenceError error)
    {
        request.Dispose();
        Answer(id, InferenceReply.Failed(error));
    }

    private void Answer(ulong id, InferenceReply reply)
    {
        using var owned = reply;
        var bytes = TensorList.Bytes(reply.Outputs);
        var error = bytes > _options.MostBytesOfMessage ? LinkErrors.TooLarge(bytes, _options.MostBytesOfMessage)
            : _writer.Post(FrameKind.Reply, id, new ReplyHead(reply), reply.Outputs) == PostResult.TooLong ? LinkErrors.NamesTooLong
            : null;
        if (error is null)
            return;
        using var instead = InferenceReply.Failed(error with { Status = InferenceStatus.Internal }, reply.Servable);
        _writer.Post(FrameKind.Reply, id, new ReplyHead(instead), instead.Outputs);
    }

    private void End()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the lane has ended meanwhile
        }
    }

    private InferenceError Unexpected(Exception failure)
    {
        LogFailed(_logger, failure);
        return LinkErrors.Broken($"node '{_options.Node}': unexpected {failure.GetType().Name}: {failure.Message}");
    }

    [LoggerMessage(EventIds.LinksRequestFailed, LogLevel.Error, "a request of another node failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
