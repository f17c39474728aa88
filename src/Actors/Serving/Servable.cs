using ModelCluster.Actors.Serving.Asynchronous;
using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Caching;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Learning;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Serving;

/// <summary>
/// A loaded version and its request path: checks and admits requests, queues them in a batching mailbox and runs them
/// in its slots. Owned by a servable actor, which drains and disposes it; used by request threads. Thread-safe.
/// Read on in <see cref="BatchingMailbox"/> and <see cref="BatchRun"/>.
/// </summary>
public sealed class Servable : IReplica, IDisposable
{
    /// <summary>A model whose runs are shorter than this is run by the request's own thread: a hand-over would cost as much.</summary>
    private const long ShortRunNanoseconds = 200_000;

    private readonly IModelSession _session;
    private readonly ServingClock _clock;
    private readonly ExecutorThreads _threads;
    private readonly BatchSizeLearner _learner;
    private readonly AsynchronousRequests? _asynchronous;
    private readonly ServableCache? _cache;
    private readonly ExecutorSlot[] _slots;
    private readonly BatchingMailbox _mailbox;
    private readonly PendingPool _pending;
    private readonly ServableCounters _refused;
    private readonly ServableCounters[] _counters;
    private readonly long _defaultDeadline;
    private readonly Action<object?> _cancel;

    /// <param name="model">What the session serves.</param>
    /// <param name="session">Owned from now on.</param>
    /// <param name="instances">Runs at the same time, at least 1.</param>
    /// <param name="threads">Where runs happen that a request's own thread does not do.</param>
    /// <param name="clock">Time.</param>
    /// <param name="replies">
    /// Where answers are kept if the model's settings ask for it; null: nowhere. Those of a session that answers by asking others,
    /// such as a pipeline, are never kept: they change when the others do.
    /// </param>
    public Servable(
        ServableModel model, IModelSession session, int instances, ExecutorThreads threads, ServingClock clock, ReplyStore? replies = null)
    {
        Model = model;
        _session = session;
        _clock = clock;
        _threads = threads;
        _refused = new ServableCounters(clock);
        _defaultDeadline = clock.Ticks(model.Options.DefaultDeadline);
        _learner = new BatchSizeLearner(model.MaxRows, model.Options.LatencyObjective);
        _pending = new PendingPool(model.Signature);
        _cancel = state => Cancel((PendingInference)state!);
        _asynchronous = session is IAsynchronousSession asynchronous ? new AsynchronousRequests(model, asynchronous, clock) : null;
        if (replies is not null && model.Options.ResponseCache && _asynchronous is null)
            _cache = new ServableCache(model, replies, clock, TrySubmitToQueue);
        var slots = _asynchronous is null ? instances : 0;
        _slots = [.. Enumerable.Range(0, slots).Select(_ => new ExecutorSlot(new BatchRun(model, session.CreateRunner(), _learner, clock)))];
        _counters = _asynchronous is null ? [.. _slots.Select(slot => slot.Counters)] : [_asynchronous.Counters];
        var options = model.Options;
        _mailbox = new BatchingMailbox(
            new MailboxSettings(options.QueueLimit, options.PriorityLevels, options.BatchDelay, options.HoldUntilQueued),
            clock,
            _slots,
            threads.Start,
            Expire);
        foreach (var slot in _slots)
            slot.AttachTo(_mailbox, () => _learner.Limit);
    }

    /// <summary>What it serves.</summary>
    public ServableModel Model { get; }

    /// <summary>The protocol's name of the runtime.</summary>
    public string Platform => _session.Platform;

    /// <summary>The device it runs on.</summary>
    public string Device => _session.Device;

    /// <summary>Rows of the largest batch worth making now, as learned.</summary>
    public int LearnedBatchSize => _learner.Limit;

    /// <summary>Requests that wait and runs under way; an estimate, read without a lock.</summary>
    public int Outstanding => _asynchronous?.Running ?? _mailbox.Outstanding;

    /// <inheritdoc/>
    public bool IsHere => true;

    /// <inheritdoc/>
    public bool IsReachable => true;

    /// <inheritdoc/>
    public int Slots => _asynchronous is null ? _slots.Length : int.MaxValue; // nothing limits what only waits for others

    /// <summary>How long it took to load, rehearsal included; told by whoever loaded it.</summary>
    public TimeSpan LoadDuration { get; init; }

    /// <summary>Counters since it was loaded.</summary>
    public ServableStatistics Statistics =>
        ServableCounters.Total(_cache is null ? [.. _counters, _refused] : [.. _counters, _refused, _cache.Counters], _clock) with
        {
            CacheHits = _cache?.Hits ?? default,
            CacheMisses = _cache?.Misses ?? default,
            QueueDepth = _mailbox.Depth,
            OldestWaiting = _clock.Duration(_mailbox.OldestAge),
            RunsInProgress = _asynchronous?.Running ?? _mailbox.Busy,
            LoadDuration = LoadDuration,
            OverdueRuns = _mailbox.Overdue,
            MemoryBytes = _session.MemoryBytes,
        };

    ServableStatistics? IReplica.Statistics => Statistics;

    /// <summary>Takes a request in.</summary>
    /// <param name="request">
    /// Its tensors are the servable's if it takes the request in, else still the request's; the caller disposes it either way.
    /// </param>
    /// <param name="cancellation">Takes the request out again.</param>
    /// <param name="reply">The reply to come, to be awaited once.</param>
    /// <returns>False: the servable drains, the request is untouched and belongs to its successor.</returns>
    public bool TrySubmit(InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply) => _cache is null
        ? TrySubmit(request, mayRunHere: true, cancellation, out reply)
        : _cache.TrySubmit(request, cancellation, out reply);

    private bool TrySubmitToQueue(InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply) =>
        TrySubmit(request, mayRunHere: false, cancellation, out reply);

    private bool TrySubmit(InferenceRequest request, bool mayRunHere, CancellationToken cancellation, out ValueTask<InferenceReply> reply)
    {
        var pending = _pending.Take();
        if (RequestBinder.Bind(Model, request, pending) is { } error)
            return Refuse(error, pending, out reply);
        var now = _clock.Now;
        pending.AdmittedAt = now;
        pending.Deadline = request.Deadline ?? now + _defaultDeadline;
        pending.Priority = PriorityOf(request);
        var estimate = _learner.Estimate(pending.Rows);
        if (!CanMeet(pending, now, estimate))
            return Refuse(Errors.TimedOut, pending, out reply);
        if (cancellation.IsCancellationRequested)
            return Refuse(Errors.Cancelled, pending, out reply);
        pending.Cancellation = cancellation;
        if (cancellation.CanBeCanceled)
            pending.Registration = cancellation.UnsafeRegister(_cancel, pending);
        reply = pending.Reply;
        return Submit(request, pending, mayRunHere && _session.MayRunOnCallersThread && estimate is > 0 and < ShortRunNanoseconds, ref reply);
    }

    /// <summary>Takes the time of a run outside the servable into account: that of the rehearsal.</summary>
    internal void Learn(long rows, long nanoseconds) => _learner.Observe(rows, nanoseconds);

    /// <summary>True when no request waits or runs.</summary>
    public bool IsEmpty => _asynchronous?.IsEmpty ?? _mailbox.IsEmpty;

    /// <summary>Lets requests wait, or takes none, until it is told otherwise; one that is drained for good stays so.</summary>
    public void Set(MailboxGate gate)
    {
        _asynchronous?.Set(gate);
        _mailbox.Set(gate);
    }

    /// <summary>Ends when no request waits or runs.</summary>
    public Task WhenEmptyAsync() => _asynchronous?.WhenEmptyAsync() ?? _mailbox.WhenEmptyAsync();

    /// <summary>Takes no more requests, for good; ends when the last one accepted was answered.</summary>
    public Task DrainAsync() => _asynchronous?.DrainAsync() ?? _mailbox.DrainAsync();

    /// <summary>Frees the session. Only after <see cref="DrainAsync"/> has ended.</summary>
    public void Dispose()
    {
        _cache?.Dispose();
        _mailbox.Dispose();
        foreach (var slot in _slots)
            slot.Dispose();
        _session.Dispose();
    }

    private bool Submit(InferenceRequest request, PendingInference pending, bool mayRunHere, ref ValueTask<InferenceReply> reply)
    {
        ExecutorSlot? slot = null;
        var admission = _asynchronous?.Submit(pending, request) ?? _mailbox.Submit(pending, mayRunHere, _learner.Limit, out slot);
        switch (admission)
        {
            case Admission.RunHere:
                if (slot!.ExecuteHere(pending))
                    _threads.Start(slot);
                return true;
            case Admission.StartSlot:
                _threads.Start(slot!);
                return true;
            case Admission.Waits:
                return true;
            case Admission.Full:
                return Refuse(Errors.QueueFull, pending, out reply);
            default:
                RequestBinder.Unbind(Model, request, pending);
                Discard(pending, reply);
                return false;
        }
    }

    private bool Refuse(InferenceError error, PendingInference pending, out ValueTask<InferenceReply> reply)
    {
        reply = pending.Reply;
        if (pending.TryClaim())
        {
            if (error.Status == InferenceStatus.InvalidArgument)
                _refused.AddWrong();
            else
                _refused.AddFailure(error.Status, 0);
            pending.Answer(InferenceReply.Failed(error, Model.Id));
        }

        pending.LetGo();
        return true;
    }

    /// <summary>Gives back a request that was not taken in and whose reply nobody will await.</summary>
    private void Discard(PendingInference pending, ValueTask<InferenceReply> reply)
    {
        if (pending.TryClaim())
            pending.Answer(InferenceReply.From(Model.Id));
        pending.LetGo();
        reply.GetAwaiter().GetResult().Dispose();
    }

    private int PriorityOf(InferenceRequest request)
    {
        var levels = Model.Options.PriorityLevels;
        return request.Priority < 1 || request.Priority > levels ? Math.Min(Model.Options.DefaultPriority, levels) : request.Priority;
    }

    /// <summary>
    /// False if the deadline has passed, or what stands ahead and the run itself surely take longer than is left: half of
    /// the time they usually take.
    /// </summary>
    private bool CanMeet(PendingInference pending, long now, long estimateNanoseconds)
    {
        var left = pending.Deadline - now;
        if (left <= 0)
            return false;
        var leftNanoseconds = _clock.Nanoseconds(left);
        if (leftNanoseconds > 1_000_000_000 || estimateNanoseconds == 0)
            return leftNanoseconds > estimateNanoseconds / 2;
        var limit = _learner.Limit;
        var batchesAhead = (double)_mailbox.RowsAhead / (limit * _slots.Length);
        return leftNanoseconds > ((batchesAhead * _learner.Estimate(limit)) + estimateNanoseconds) / 2;
    }

    private void Cancel(PendingInference pending)
    {
        var waited = _mailbox.TryRemove(pending);
        GiveUp(pending, Errors.Cancelled);
        if (waited)
            pending.LetGo();
    }

    private void Expire(PendingInference pending) => GiveUp(pending, Errors.TimedOut);

    private void GiveUp(PendingInference pending, InferenceError error)
    {
        if (!pending.TryClaim())
            return;
        _refused.AddFailure(error.Status, _clock.Now - pending.AdmittedAt);
        pending.Answer(InferenceReply.Failed(error, Model.Id));
    }
}
