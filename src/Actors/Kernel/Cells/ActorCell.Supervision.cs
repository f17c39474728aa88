namespace ModelCluster.Actors.Kernel.Cells;

/// <remarks>A failing child waits, suspended, until its parent has decided; the parent decides in its own turn, even when failed itself.</remarks>
internal abstract partial class ActorCell
{
    private HashSet<ActorCell>? _escalated;

    protected abstract SupervisorStrategy Strategy { get; }

    /// <summary>Stops handling messages and reports to the parent.</summary>
    protected void Fail(Exception reason)
    {
        if (_state is ActorState.Stopping or ActorState.Stopped) return;
        _state = ActorState.Failed;
        SuspendMailbox();
        LastFailure = new ActorFailure(path, reason, system.Time.GetUtcNow());
        if (parent is not null)
        {
            parent.PostSystem(new SystemMessage.ChildFailed(this, reason));
            return;
        }

        // a failure that nobody decided on has reached the top: the whole system stops
        system.Events.ActorFailed(LastFailure, Directive.Stop, TimeSpan.Zero);
        Stop();
    }

    private void OnChildFailed(ActorCell child, Exception reason)
    {
        if (_state is ActorState.Stopped || Children.IsStopping(child))
        {
            Report(child, reason, Directive.Stop);
            return;
        }

        Directive directive;
        try
        {
            directive = Strategy.Decider(reason);
        }
        catch (Exception e)
        {
            (directive, reason) = (Directive.Escalate, e);
        }

        Apply(directive, child, reason);
    }

    private void Apply(Directive directive, ActorCell child, Exception reason)
    {
        switch (directive)
        {
            case Directive.Resume:
                Report(child, reason, directive);
                child.PostSystem(new SystemMessage.Resume());
                break;
            case Directive.Restart when child.RestartHistory.Next(Strategy, system.Time) is { } backoff:
                Report(child, reason, directive, backoff);
                child.PostSystem(new SystemMessage.Restart(reason, backoff));
                break;
            case Directive.Escalate:
                Report(child, reason, directive);
                (_escalated ??= []).Add(child);
                if (_state is not (ActorState.Failed or ActorState.Restarting)) Fail(reason);
                break;
            default:
                Report(child, reason, Directive.Stop);
                StopChild(child);
                break;
        }
    }

    private void Report(ActorCell child, Exception reason, Directive directive, TimeSpan backoff = default) =>
        system.Events.ActorFailed(new ActorFailure(child.Path, reason, system.Time.GetUtcNow()), directive, backoff);

    private void ResumeAfterFailure()
    {
        if (_state is not ActorState.Failed) return;
        if (!HasActor)
        {
            Restart(LastFailure!.Exception, TimeSpan.Zero);
            return;
        }

        _state = ActorState.Running;
        ResumeMailbox();
        foreach (var child in TakeEscalated()) child.PostSystem(new SystemMessage.Resume());
    }

    /// <summary>Children whose failure made this actor fail, and which its PreRestart did not stop, restart with it.</summary>
    private void RestartEscalated(Exception reason)
    {
        foreach (var child in TakeEscalated()) child.PostSystem(new SystemMessage.Restart(reason, TimeSpan.Zero));
    }

    private void ForgetEscalated(ActorCell child) => _escalated?.Remove(child);

    private HashSet<ActorCell> TakeEscalated()
    {
        var escalated = _escalated ?? [];
        _escalated = null;
        return escalated;
    }
}
