namespace ModelCluster.Actors.Kernel.Cells;

/// <remarks>A turn: all system messages, then messages one by one with a look at the system queue between, up to the limit.</remarks>
internal abstract partial class ActorCell : IThreadPoolWorkItem
{
    private SystemQueue _systemQueue;
    private int _turnThread;

    protected bool SystemMessagesWait => !_systemQueue.IsEmpty;

    /// <summary>True on the thread that runs this cell's turn.</summary>
    public bool IsInTurn => Volatile.Read(ref _turnThread) == Environment.CurrentManagedThreadId;

    /// <summary>Guards what only the actor's own turn may do.</summary>
    public void RequireTurn()
    {
        if (!IsInTurn)
            throw new InvalidOperationException(
                $"The context of actor {path} was used outside its turn, from another thread or after an await: send the actor a message instead.");
    }

    /// <summary>Any thread: adds a system message and makes sure of a turn. Answers for the dead.</summary>
    public void PostSystem(SystemMessage message)
    {
        if (_systemQueue.TryAdd(message))
        {
            if (TrySchedule()) Schedule();
        }
        else if (message is SystemMessage.Watch watch)
        {
            watch.Watcher.PostTerminated(this);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        EnterTurn();
        var left = Throughput;
        do
        {
            HandleSystemMessages();
            left -= HandleMessages(left);
            if (left > 0) continue;
            LeaveTurn();
            Schedule();
            return;
        }
        while (!TryEndTurn());
    }

    /// <summary>Puts the next turn behind the work that waits already.</summary>
    protected void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    protected abstract int Throughput { get; }

    /// <summary>Handles messages up to the limit; returns how many, less when a system message came or there are no more.</summary>
    protected abstract int HandleMessages(int limit);

    protected abstract bool TrySchedule();

    protected abstract bool TryGoIdle();

    /// <summary>Goes idle unless there is something left to do. What is posted after that schedules the next turn.</summary>
    private bool TryEndTurn()
    {
        LeaveTurn();
        if (!SystemMessagesWait && TryGoIdle() && !(SystemMessagesWait && TrySchedule())) return true;
        EnterTurn();
        return false;
    }

    private void EnterTurn() => Volatile.Write(ref _turnThread, Environment.CurrentManagedThreadId);

    private void LeaveTurn() => Volatile.Write(ref _turnThread, 0);

    private void HandleSystemMessages()
    {
        while (SystemMessagesWait && _state != ActorState.Stopped)
        {
            for (var message = _systemQueue.TakeAll(); message is not null; message = message.Next)
                Handle(message);
        }
    }

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.Start: Start(); break;
            case SystemMessage.Stop: Stop(); break;
            case SystemMessage.Resume: ResumeAfterFailure(); break;
            case SystemMessage.Restart restart: Restart(restart.Reason, restart.Backoff); break;
            case SystemMessage.BackoffElapsed: Recreate(); break;
            case SystemMessage.ChildFailed failed: OnChildFailed(failed.Child, failed.Reason); break;
            case SystemMessage.ChildTerminated terminated: OnChildTerminated(terminated.Child); break;
            case SystemMessage.Continue next: Continue(next); break;
            case SystemMessage.Watch watch: AddWatcher(watch.Watcher); break;
            case SystemMessage.Unwatch unwatch: RemoveWatcher(unwatch.Watcher); break;
        }
    }
}
