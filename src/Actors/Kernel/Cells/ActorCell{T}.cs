using ModelCluster.Actors.Kernel.Asking;
using ModelCluster.Actors.Kernel.Mailboxes;
using ModelCluster.Actors.Kernel.Timers;

namespace ModelCluster.Actors.Kernel.Cells;

/// <summary>A cell with its message type: mailbox, instance, timers and what it watches.</summary>
internal sealed partial class ActorCell<T> : ActorCell
    where T : notnull
{
    private readonly Props<T> _props;
    private readonly Mailbox<T> _mailbox;
    private readonly ActorContext<T> _context;
    private Dictionary<ActorCell, T>? _watching;
    private Actor<T>? _actor;
    private T? _failedMessage;
    private bool _isHeld;

    public ActorCell(ActorSystem system, ActorCell? parent, ActorPath path, Props<T> props)
        : base(system, parent, path)
    {
        _props = props;
        _mailbox = new Mailbox<T>(props.MailboxCapacity, system.Time);
        Ref = new LocalActorRef<T>(this);
        Timers = new ActorTimers<T>(this);
        _context = new ActorContext<T>(this);
    }

    public override LocalActorRef<T> Ref { get; }

    public ActorTimers<T> Timers { get; }

    protected override int Throughput => _props.Throughput;

    protected override SupervisorStrategy Strategy => _props.Strategy;

    /// <summary>Puts a sender's message into the mailbox. Any thread.</summary>
    public PostResult Post(in Envelope<T> envelope) => Post(envelope, always: false);

    /// <summary>Puts a tick, a result or a termination into the mailbox, full or not. Any thread.</summary>
    public PostResult PostAlways(in Envelope<T> envelope) => Post(envelope, always: true);

    public override void PostTerminated(ActorCell watched) => PostAlways(new Envelope<T>(default!, watched));

    public void ToDeadLetters(T message, PostResult result) => ToDeadLetters(
        message, result is PostResult.Full ? DeadLetterReason.MailboxFull : DeadLetterReason.ActorStopped);

    /// <summary>Reports a message that nobody will handle, and disposes what it owns. Any thread.</summary>
    public void ToDeadLetters(T message, DeadLetterReason reason)
    {
        System.Events.DeadLettered(new DeadLetter(Path, message, reason));
        if (message is IDisposable owner) Guarded("Dispose of a dead letter", owner.Dispose);
    }

    public void Watch(ActorCell watched, T whenTerminated)
    {
        if ((_watching ??= []).TryAdd(watched, whenTerminated)) watched.PostSystem(new SystemMessage.Watch(this));
        else _watching[watched] = whenTerminated;
    }

    public void Unwatch(ActorCell watched)
    {
        if (_watching?.Remove(watched) is true) watched.PostSystem(new SystemMessage.Unwatch(this));
    }

    public override ActorStats Inspect()
    {
        var (depth, oldest, idle) = _mailbox.Inspect();
        var age = oldest is { } stamp ? System.Time.GetElapsedTime(stamp) : TimeSpan.Zero;
        return new ActorStats(Path, State, depth, age, Processed, Restarts, LastFailure, idle && !SystemMessagesWait);
    }

    protected override int HandleMessages(int limit)
    {
        if (State is not ActorState.Running) return 0;
        var handled = 0;
        Envelope<T> envelope = default;
        try
        {
            var batch = _mailbox.Batch;
            while (!_isHeld && handled < limit && !SystemMessagesWait && (!batch.IsEmpty || _mailbox.TryTakeBatch()))
            {
                envelope = batch.Take();
                handled++;
                Deliver(envelope);
            }
        }
        catch (Exception e)
        {
            _failedMessage = envelope.Message;
            if (envelope.Tag is IAsk ask)
                ask.Fail(envelope.Generation, new AskFailedException(Path, AskFailure.ActorFailed, e));
            Fail(e);
        }

        Processed += handled;
        return handled;
    }

    protected override bool TrySchedule() => _mailbox.TrySchedule();

    protected override bool TryGoIdle() => _mailbox.TryGoIdle();

    private PostResult Post(in Envelope<T> envelope, bool always)
    {
        var result = _mailbox.Post(envelope, always);
        if (result is not PostResult.AcceptedMustSchedule) return result;
        Schedule();
        return PostResult.Accepted;
    }

    private void Deliver(in Envelope<T> envelope)
    {
        switch (envelope.Tag)
        {
            case null or IAsk:
                _actor!.Receive(envelope.Message);
                break;
            case ActorTimer<T> timer when Timers.Accept(timer):
                _actor!.Receive(timer.Message);
                break;
            case ActorCell watched when _watching?.Remove(watched, out var whenTerminated) is true:
                _actor!.Receive(whenTerminated!);
                break;
        }
    }
}
