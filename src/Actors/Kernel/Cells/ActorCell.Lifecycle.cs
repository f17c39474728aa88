namespace ModelCluster.Actors.Kernel.Cells;

/// <remarks>Start, restart and stop. A restart and a stop wait for children that are stopping.</remarks>
internal abstract partial class ActorCell
{
    private ITimer? _backoff;
    private Exception? _restartReason;
    private bool _everStarted;

    protected abstract bool HasActor { get; }

    protected abstract bool IsInstance(object instance);

    protected abstract void CreateActor();

    protected abstract void DropActor();

    protected abstract void CallPreStart();

    protected abstract void CallPreRestart(Exception reason);

    protected abstract void CallPostRestart(Exception reason);

    protected abstract void CallPostStop();

    protected abstract void CancelTimers();

    protected abstract void SuspendMailbox();

    protected abstract void ResumeMailbox();

    /// <summary>Refuses messages from now on and makes dead letters of those that wait.</summary>
    protected abstract void CloseMailbox();

    /// <summary>Makes a child and gives it its first turn.</summary>
    public ActorRef<TChild> Spawn<TChild>(Props<TChild> props, string? name)
        where TChild : notnull
    {
        ArgumentNullException.ThrowIfNull(props);
        var child = Children.Add(name, childPath => new ActorCell<TChild>(system, this, childPath, props));
        child.PostSystem(new SystemMessage.Start());
        return child.Ref;
    }

    /// <summary>Asks this cell to stop, from any thread.</summary>
    public void RequestStop()
    {
        if (parent is null) PostSystem(new SystemMessage.Stop());
        else parent.StopChild(this);
    }

    /// <summary>Tells a child to stop, once; false if it is no child of this cell.</summary>
    public bool StopChild(ActorCell child)
    {
        if (Children.TryMarkStopping(child)) child.PostSystem(new SystemMessage.Stop());
        return ReferenceEquals(child.Parent, this);
    }

    public void StopChildren()
    {
        foreach (var child in Children.Snapshot()) StopChild(child);
    }

    private void Start()
    {
        if (_state is ActorState.Starting) Initialize();
    }

    private void Restart(Exception reason, TimeSpan backoff)
    {
        if (_state is ActorState.Stopping or ActorState.Stopped or ActorState.Restarting) return;
        _state = ActorState.Restarting;
        _restartReason = reason;
        SuspendMailbox();
        CancelTimers();
        if (HasActor) Guarded("PreRestart", () => CallPreRestart(reason));
        else StopChildren();
        DropActor();
        if (backoff > TimeSpan.Zero)
            _backoff = system.Time.CreateTimer(
                static cell => ((ActorCell)cell!).PostSystem(new SystemMessage.BackoffElapsed()), this, backoff, Timeout.InfiniteTimeSpan);
        else
            Recreate();
    }

    /// <summary>Goes on with a restart when both the backoff has passed and the children have stopped; called after either.</summary>
    private void Recreate()
    {
        CancelBackoff();
        if (_state is not ActorState.Restarting || Children.AnyStopping) return;
        Restarts++;
        Initialize();
        RestartEscalated(_restartReason!);
    }

    private void Initialize()
    {
        try
        {
            CreateActor();
            if (_everStarted) CallPostRestart(_restartReason!);
            else CallPreStart();
            _everStarted = true;
            _state = ActorState.Running;
            ResumeMailbox();
        }
        catch (Exception e)
        {
            DropActor();
            Fail(new ActorInitializationException(path, e));
        }
    }

    /// <summary>Also while failed or stopping: what was begun is brought to its end, so that who waits is told.</summary>
    private void Continue(SystemMessage.Continue next)
    {
        if (!IsInstance(next.Instance)) return;
        try
        {
            next.Run();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Stop()
    {
        if (_state is ActorState.Stopping or ActorState.Stopped) return;
        _state = ActorState.Stopping;
        SuspendMailbox();
        CancelTimers();
        CancelBackoff();
        Children.Close();
        StopChildren();
        if (Children.IsEmpty) FinishStop();
    }

    private void FinishStop()
    {
        if (HasActor) Guarded("PostStop", CallPostStop);
        DropActor();
        _state = ActorState.Stopped;
        CloseMailbox();
        UnwatchAll();
        parent?.PostSystem(new SystemMessage.ChildTerminated(this));
        for (var message = _systemQueue.Close(); message is not null; message = message.Next) Handle(message);
        NotifyWatchers();
        _terminated.SetResult();
    }

    private void OnChildTerminated(ActorCell child)
    {
        Children.Remove(child);
        ForgetEscalated(child);
        if (_state is ActorState.Stopping && Children.IsEmpty) FinishStop();
        else if (_state is ActorState.Restarting && _backoff is null) Recreate();
    }

    private void CancelBackoff()
    {
        _backoff?.Dispose();
        _backoff = null;
    }

    /// <summary>For code of actors and messages on their way out: what it throws is reported and changes nothing. Any thread.</summary>
    protected void Guarded(string hook, Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            system.Events.HookFailed(new ActorFailure(path, e, system.Time.GetUtcNow()), hook);
        }
    }
}
