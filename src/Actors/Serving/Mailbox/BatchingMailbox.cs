using ModelCluster.Actors.Serving.Execution;

namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>
/// The bounded queue of one servable, filled by request threads and drained by its slots. Work-conserving: an idle
/// slot takes what is there at once; a batch forms while the slots are busy. One short lock guards it all; nothing
/// is run, answered or freed under it. Thread-safe.
/// </summary>
internal sealed class BatchingMailbox : IDisposable
{
    /// <summary>The deadline of a request that was answered at its deadline while it was being run.</summary>
    private const long Expired = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly ServingClock _clock;
    private readonly MailboxSettings _settings;
    private readonly long _batchDelay;
    private readonly WaitingRequests _waiting;
    private readonly PendingList _running = new();
    private readonly Stack<ExecutorSlot> _idle;
    private readonly int _slots;
    private readonly Action<ExecutorSlot> _start;
    private readonly Action<PendingInference> _expire;
    private readonly MailboxAlarm _alarm;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _emptied;
    private MailboxGate _gate;
    private int _hold;
    private bool _closed;

    /// <param name="settings">Limits.</param>
    /// <param name="clock">Time.</param>
    /// <param name="slots">What drains it.</param>
    /// <param name="start">Starts a slot on an executor thread.</param>
    /// <param name="expire">
    /// Answers a request whose deadline has passed. Not called under the lock; may be called twice for one request.
    /// </param>
    internal BatchingMailbox(
        MailboxSettings settings,
        ServingClock clock,
        IReadOnlyCollection<ExecutorSlot> slots,
        Action<ExecutorSlot> start,
        Action<PendingInference> expire)
    {
        _settings = settings;
        _clock = clock;
        _batchDelay = clock.Ticks(settings.BatchDelay);
        _waiting = new WaitingRequests(settings.PriorityLevels);
        _idle = new Stack<ExecutorSlot>(slots);
        _slots = slots.Count;
        _start = start;
        _expire = expire;
        _hold = settings.HoldUntilQueued;
        _alarm = new MailboxAlarm(clock, OnAlarm);
    }

    /// <summary>Requests that are being run although their deadline has passed and they were answered so.</summary>
    internal int Overdue
    {
        get
        {
            lock (_lock)
            {
                var count = 0;
                for (var item = _running.First; item is not null; item = item.Next)
                    count += item.Deadline == Expired ? 1 : 0;
                return count;
            }
        }
    }

    /// <summary>Requests that wait.</summary>
    internal int Depth
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>
    /// Requests that wait and slots that run: how much there is to do. Read without the lock, so that replicas can be compared
    /// at no cost; a moment later it is old anyway.
    /// </summary>
    internal int Outstanding => _waiting.Count + _slots - _idle.Count;

    /// <summary>Slots that are not idle.</summary>
    internal int Busy
    {
        get
        {
            lock (_lock)
                return _slots - _idle.Count;
        }
    }

    /// <summary>True when nothing waits and nothing runs.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_lock)
                return HasNothing;
        }
    }

    /// <summary>How long the oldest request has waited, in ticks; 0 when none waits.</summary>
    internal long OldestAge
    {
        get
        {
            lock (_lock)
                return _waiting.Count == 0 ? 0 : _clock.Now - _waiting.OldestAdmittedAt;
        }
    }

    /// <summary>Rows that wait, and whether a slot is idle: what a new request would stand behind.</summary>
    internal long RowsAhead
    {
        get
        {
            lock (_lock)
                return _idle.Count > 0 ? 0 : _waiting.Rows;
        }
    }

    /// <summary>Takes a request in.</summary>
    /// <param name="item">Bound and complete.</param>
    /// <param name="mayRunHere">True: the caller's thread runs it if nothing waits and a slot is idle.</param>
    /// <param name="maxRows">Rows of a batch worth starting before the batch delay is over.</param>
    /// <param name="slot">The slot taken, for <see cref="Admission.RunHere"/> and <see cref="Admission.StartSlot"/>.</param>
    internal Admission Submit(PendingInference item, bool mayRunHere, long maxRows, out ExecutorSlot? slot)
    {
        slot = null;
        lock (_lock)
        {
            if (TakesNothing)
                return Admission.Closed;
            if (mayRunHere && _idle.Count > 0 && _waiting.Count == 0 && _batchDelay == 0 && _hold == 0 && _gate == MailboxGate.Open)
            {
                _alarm.AtLatest(item.Deadline);
                _running.Add(item);
                slot = _idle.Pop();
                return Admission.RunHere;
            }

            if (_waiting.Count >= _settings.QueueLimit)
                return Admission.Full;
            _alarm.AtLatest(item.Deadline);
            item.LatestStart = item.AdmittedAt + Math.Min(_batchDelay, (item.Deadline - item.AdmittedAt) / 2);
            _waiting.Add(item);
            if (_idle.Count == 0 || !IsReady(maxRows))
                return Admission.Waits;
            slot = _idle.Pop();
            return Admission.StartSlot;
        }
    }

    /// <summary>
    /// Gives a slot its next batch, and starts another slot for what it leaves. False: there is none, and the slot is idle
    /// from now on.
    /// </summary>
    internal bool TryTakeBatch(ExecutorSlot slot, List<PendingInference> batch, long maxRows)
    {
        ExecutorSlot? another;
        lock (_lock)
        {
            if (_waiting.Count == 0 || !IsReady(maxRows))
            {
                BecomeIdle(slot);
                return false;
            }

            _waiting.TakeBatch(batch, maxRows);
            foreach (var item in batch)
                _running.Add(item);
            another = TakeIdleIfReady(maxRows);
        }

        if (another is not null)
            _start(another);
        return true;
    }

    /// <summary>Ends a run on the caller's own thread: the slot is idle, or, true, is to be started for what came meanwhile.</summary>
    internal bool FinishHere(ExecutorSlot slot, PendingInference item, long maxRows)
    {
        lock (_lock)
        {
            _running.Remove(item);
            if (_waiting.Count > 0 && IsReady(maxRows))
                return true;
            BecomeIdle(slot);
            return false;
        }
    }

    /// <summary>The requests of a batch are no longer in use.</summary>
    internal void Finish(List<PendingInference> batch)
    {
        lock (_lock)
        {
            foreach (var item in batch)
                _running.Remove(item);
        }
    }

    /// <summary>Takes a request out if it still waits: true, and it is the caller's to answer and let go.</summary>
    internal bool TryRemove(PendingInference item)
    {
        lock (_lock)
        {
            if (!_waiting.Contains(item))
                return false;
            _waiting.Remove(item);
            EndDrainIfEmpty();
            return true;
        }
    }

    /// <summary>Takes requests and runs them, or lets them wait, or takes no new ones; until it is told otherwise.</summary>
    internal void Set(MailboxGate gate)
    {
        ExecutorSlot? slot;
        lock (_lock)
        {
            _gate = gate;
            if (gate == MailboxGate.Drained)
                _hold = 0;
            slot = TakeIdleIfReady(long.MaxValue);
        }

        if (slot is not null)
            _start(slot);
    }

    /// <summary>Ends when nothing waits and nothing runs.</summary>
    internal Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            if (HasNothing)
                return Task.CompletedTask;
            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    /// <summary>Takes no more requests, for good, and runs those that wait, also while paused. The task ends when the last one accepted was run.</summary>
    internal Task DrainAsync()
    {
        ExecutorSlot? slot;
        lock (_lock)
        {
            _closed = true;
            _hold = 0;
            slot = TakeIdleIfReady(long.MaxValue);
            EndDrainIfEmpty();
        }

        if (slot is not null)
            _start(slot);
        return _drained.Task;
    }

    /// <summary>Stops the clock. Nothing waits any more.</summary>
    public void Dispose() => _alarm.Dispose();

    private bool TakesNothing => _closed || _gate == MailboxGate.Drained;

    private bool HasNothing => _waiting.Count == 0 && _idle.Count == _slots;

    /// <summary>True when a batch may start: it is full, has waited long enough, or nothing asks it to wait.</summary>
    private bool IsReady(long maxRows)
    {
        if (_gate == MailboxGate.Paused && !_closed)
            return false;
        if (_hold > 0 && _waiting.Count < _hold)
            return false;
        _hold = 0;
        if (_batchDelay == 0 || TakesNothing || _waiting.Rows >= maxRows)
            return true;
        var startAt = _waiting.EarliestLatestStart;
        if (_clock.Now >= startAt)
            return true;
        _alarm.AtLatest(startAt);
        return false;
    }

    private ExecutorSlot? TakeIdleIfReady(long maxRows) =>
        _waiting.Count > 0 && _idle.Count > 0 && IsReady(maxRows) ? _idle.Pop() : null;

    private void BecomeIdle(ExecutorSlot slot)
    {
        _idle.Push(slot);
        EndDrainIfEmpty();
    }

    private void EndDrainIfEmpty()
    {
        if (!HasNothing)
            return;
        _emptied?.TrySetResult();
        _emptied = null;
        if (_closed)
            _drained.TrySetResult();
    }

    private void OnAlarm()
    {
        List<PendingInference>? removed = null;
        List<PendingInference>? late = null;
        ExecutorSlot? slot;
        lock (_lock)
        {
            var now = _clock.Now;
            var next = Math.Min(_waiting.RemoveExpired(now, ref removed), RetainExpired(now, ref late));
            _alarm.Rearm(next);
            slot = TakeIdleIfReady(long.MaxValue);
            EndDrainIfEmpty();
        }

        if (slot is not null)
            _start(slot);
        if (removed is not null)
        {
            foreach (var item in removed)
            {
                _expire(item);
                item.LetGo();
            }
        }

        if (late is not null)
        {
            foreach (var item in late)
            {
                _expire(item);
                item.Release();
            }
        }
    }

    /// <summary>Collects what is being run past its deadline, each once and held; says when the next deadline is.</summary>
    private long RetainExpired(long now, ref List<PendingInference>? expired)
    {
        var next = long.MaxValue;
        for (var item = _running.First; item is not null; item = item.Next)
        {
            if (item.Deadline > now)
            {
                next = Math.Min(next, item.Deadline);
                continue;
            }

            item.Deadline = Expired;
            item.Retain();
            (expired ??= []).Add(item);
        }

        return next;
    }
}
