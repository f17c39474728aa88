using ModelCluster.Actors.Serving.Mailbox;

namespace ModelCluster.Actors.Serving.Execution;

/// <summary>
/// One of the places in which a servable's session can run. A slot is either idle in the mailbox, or used by exactly one
/// thread: an executor thread that drains the mailbox, or a request's own.
/// </summary>
internal sealed class ExecutorSlot : IExecutorWork
{
    private readonly List<PendingInference> _batch = [];
    private readonly BatchRun _run;
    private BatchingMailbox? _mailbox;
    private Func<int>? _maxRows;

    internal ExecutorSlot(BatchRun run) => _run = run;

    internal ServableCounters Counters => _run.Counters;

    /// <summary>The mailbox the slot belongs to, and how many rows it is to take at once. Called before any use.</summary>
    internal void AttachTo(BatchingMailbox mailbox, Func<int> maxRows)
    {
        _mailbox = mailbox;
        _maxRows = maxRows;
    }

    /// <summary>Drains the mailbox until it is empty.</summary>
    public void Execute()
    {
        while (_mailbox!.TryTakeBatch(this, _batch, _maxRows!()))
        {
            _run.Execute(_batch);
            _mailbox.Finish(_batch);
            LetGo();
        }
    }

    /// <summary>Runs one request on the caller's thread. True: more came meanwhile, and the slot is to be started.</summary>
    internal bool ExecuteHere(PendingInference item)
    {
        _batch.Add(item);
        _run.Execute(_batch);
        _batch.Clear(); // before the slot is another thread's
        var goesOn = _mailbox!.FinishHere(this, item, _maxRows!());
        item.LetGo();
        return goesOn;
    }

    internal void Dispose() => _run.Dispose();

    private void LetGo()
    {
        foreach (var item in _batch)
            item.LetGo();
        _batch.Clear();
    }
}
