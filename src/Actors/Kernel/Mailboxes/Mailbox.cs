namespace ModelCluster.Actors.Kernel.Mailboxes;

/// <summary>
/// Many senders, one owner. Senders append to an array under a lock held for a few nanoseconds; the owner takes the whole
/// array at once, giving back the one it emptied, and then works through it without any synchronisation. The same lock
/// decides who schedules the owner's turn and whether the mailbox is full or closed, so that these are exact.
/// </summary>
/// <remarks>In steady state nothing is allocated. Arrays grow by doubling and are given back ten seconds after a burst.</remarks>
/// <param name="capacity">Messages that may wait; <see cref="int.MaxValue"/> for no bound.</param>
/// <param name="time">Stamps the first message of each batch.</param>
internal sealed class Mailbox<T>(int capacity, TimeProvider time)
{
    private const int FirstLength = 8;
    private const int KeptLength = 256;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly MailboxBatch<T> _batch = new();
    private Envelope<T>[] _incoming = [];
    private int _count;
    private long _firstStamp;
    private long _lastBurst;
    private bool _scheduled;
    private bool _suspended = true; // until the first instance has started
    private bool _closed;

    /// <summary>What the owner took; for the owner's turn only.</summary>
    public MailboxBatch<T> Batch => _batch;

    /// <summary>Puts a message in.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="always">Ignores the bound: for what the kernel owes the actor.</param>
    public PostResult Post(in Envelope<T> envelope, bool always)
    {
        lock (_lock)
        {
            if (_closed) return PostResult.Closed;
            if (capacity != int.MaxValue && !always && _count + _batch.Remaining >= capacity) return PostResult.Full;
            if (_count == 0) _firstStamp = time.GetTimestamp();
            if (_count == _incoming.Length) Array.Resize(ref _incoming, Math.Max(FirstLength, _count * 2));
            _incoming[_count++] = envelope;
            return !_suspended && TryScheduleLocked() ? PostResult.AcceptedMustSchedule : PostResult.Accepted;
        }
    }

    /// <summary>Claims the owner's next turn; true when the caller must schedule it.</summary>
    public bool TrySchedule()
    {
        lock (_lock) return TryScheduleLocked();
    }

    /// <summary>For the owner, whose batch is empty: takes what came in. False when there is nothing, or it is suspended.</summary>
    public bool TryTakeBatch()
    {
        lock (_lock)
        {
            if (_suspended || _count == 0) return false;
            var stamp = _firstStamp;
            if (_incoming.Length > KeptLength && _count >= _incoming.Length / 8) _lastBurst = stamp;
            _incoming = _batch.Exchange(_incoming, _count, stamp);
            _count = 0;
            if (_incoming.Length > KeptLength && time.GetElapsedTime(_lastBurst, stamp) >= KeptFor) _incoming = [];
            return true;
        }
    }

    /// <summary>For the owner, at the end of its turn; false when messages wait that it may handle, so it must go on.</summary>
    public bool TryGoIdle()
    {
        lock (_lock)
        {
            if (!_suspended && (_count > 0 || !_batch.IsEmpty)) return false;
            _scheduled = false;
            return true;
        }
    }

    /// <summary>For the owner: messages keep waiting until <see cref="Resume"/>.</summary>
    public void Suspend()
    {
        lock (_lock) _suspended = true;
    }

    /// <summary>For the owner: messages are handled again.</summary>
    public void Resume()
    {
        lock (_lock) _suspended = false;
    }

    /// <summary>For the owner, once: refuses all that comes from now on. What waits can still be taken.</summary>
    public void Close()
    {
        lock (_lock) (_closed, _suspended) = (true, false);
    }

    /// <summary>Waiting messages and the timestamp from which the oldest waits, if any; and whether no turn is due. From any thread.</summary>
    public (int Depth, long? OldestStamp, bool IsIdle) Inspect()
    {
        lock (_lock)
        {
            var remaining = _batch.Remaining;
            long? oldest = remaining > 0 ? _batch.FirstStamp : _count > 0 ? _firstStamp : null;
            return (remaining + _count, oldest, !_scheduled);
        }
    }

    private bool TryScheduleLocked()
    {
        if (_scheduled) return false;
        return _scheduled = true;
    }
}
