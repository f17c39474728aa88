namespace ModelCluster.Actors.Kernel.Mailboxes;

/// <summary>
/// The messages that the owner took out of its mailbox in one go. Written by the owner's turn; other threads read the
/// counters for a bound or a snapshot. An object of its own, so that taking a message does not pull cache lines
/// away from the senders.
/// </summary>
internal sealed class MailboxBatch<T>
{
    private Envelope<T>[] _items = [];
    private int _count;
    private int _next;

    public bool IsEmpty => _next == _count;

    /// <summary>Messages not yet taken.</summary>
    public int Remaining => Volatile.Read(ref _count) - Volatile.Read(ref _next);

    /// <summary>When the first message of the batch was put into the mailbox, as a timestamp.</summary>
    public long FirstStamp { get; private set; }

    /// <summary>Takes the next message and forgets it.</summary>
    public Envelope<T> Take()
    {
        ref var slot = ref _items[_next];
        var envelope = slot;
        slot = default;
        Volatile.Write(ref _next, _next + 1);
        return envelope;
    }

    /// <summary>Takes over a full array and hands out the emptied one.</summary>
    public Envelope<T>[] Exchange(Envelope<T>[] items, int count, long firstStamp)
    {
        var emptied = _items;
        (_items, _next, _count, FirstStamp) = (items, 0, count, firstStamp);
        return emptied;
    }
}
