using ModelCluster.Actors.Kernel.Asking;

namespace ModelCluster.Actors.Kernel.Cells;

/// <remarks>The steps of a life that need the message type.</remarks>
internal sealed partial class ActorCell<T>
{
    protected override bool HasActor => _actor is not null;

    protected override bool IsInstance(object instance) => ReferenceEquals(_actor, instance);

    protected override void CreateActor()
    {
        var actor = _props.Factory() ?? throw new InvalidOperationException($"The factory of actor {Path} returned null.");
        actor.Context = _context;
        _actor = actor;
    }

    protected override void DropActor() => (_actor, _failedMessage, _isHeld) = (null, default, false);

    protected override void CallPreStart() => _actor!.PreStart();

    protected override void CallPreRestart(Exception reason) => _actor!.PreRestart(reason, _failedMessage);

    protected override void CallPostRestart(Exception reason) => _actor!.PostRestart(reason);

    protected override void CallPostStop() => _actor!.PostStop();

    protected override void CancelTimers() => Timers.CancelAll();

    protected override void SuspendMailbox() => _mailbox.Suspend();

    protected override void ResumeMailbox()
    {
        if (!_isHeld) _mailbox.Resume();
    }

    protected override void CloseMailbox()
    {
        _mailbox.Close();
        var batch = _mailbox.Batch;
        while (!batch.IsEmpty || _mailbox.TryTakeBatch())
        {
            var envelope = batch.Take();
            if (envelope.Tag is IAsk ask) ask.Fail(envelope.Generation, new AskFailedException(Path, AskFailure.ActorStopped));
            if (envelope.Tag is null or IAsk) ToDeadLetters(envelope.Message, DeadLetterReason.ActorStopped);
        }
    }

    protected override void UnwatchAll()
    {
        foreach (var watched in _watching?.Keys ?? Enumerable.Empty<ActorCell>()) watched.PostSystem(new SystemMessage.Unwatch(this));
        _watching = null;
    }
}
