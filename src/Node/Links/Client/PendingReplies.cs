using ModelCluster.Contracts.Inference;

namespace ModelCluster.Node.Links.Client;

/// <summary>
/// The requests that wait for one peer's answers: so many, of so many bytes, and no more. Places are made when first needed and
/// used again. Thread-safe.
/// </summary>
/// <param name="most">The most requests.</param>
/// <param name="mostBytes">The most bytes; one request alone may pass it.</param>
internal sealed class PendingReplies(int most, long mostBytes)
{
    /// <summary>How many low bits of an id say which place it is in.</summary>
    internal const int IndexBits = 16;

    private readonly Lock _lock = new();
    private readonly PendingReply?[] _places = new PendingReply?[most];
    private readonly Stack<PendingReply> _free = new();
    private int _made;
    private int _taken;
    private long _bytes;

    /// <summary>How many wait.</summary>
    internal int Count => Volatile.Read(ref _taken);

    /// <summary>A place for a request; null if too many, or too much, is under way.</summary>
    internal PendingReply? TryTake(long bytes)
    {
        lock (_lock)
        {
            if (_taken == most || (_taken > 0 && _bytes + bytes > mostBytes))
                return null;
            if (!_free.TryPop(out var place))
            {
                place = new PendingReply(this, _made);
                Volatile.Write(ref _places[_made++], place);
            }

            place.Bytes = bytes;
            _bytes += bytes;
            _taken++;
            return place;
        }
    }

    internal void Return(PendingReply place)
    {
        lock (_lock)
        {
            _bytes -= place.Bytes;
            _taken--;
            _free.Push(place);
        }
    }

    /// <summary>Answers a request; false if nobody waits for that: the reply is still the caller's.</summary>
    internal bool TryAnswer(ulong id, InferenceReply reply)
    {
        var index = (int)(id & ((1u << IndexBits) - 1));
        return index < _places.Length && Volatile.Read(ref _places[index]) is { } place && place.TryAnswer(id, reply);
    }

    /// <summary>Answers all that wait with an error.</summary>
    internal void FailAll(InferenceError error)
    {
        for (var i = 0; i < Volatile.Read(ref _made); i++)
            _places[i]!.TryFail(_places[i]!.Id, error);
    }

    /// <summary>Answers those whose deadline passed before <paramref name="now"/>, in ticks: their peer ought to have.</summary>
    internal void FailOverdue(long now)
    {
        for (var i = 0; i < Volatile.Read(ref _made); i++)
            _places[i]!.FailIfOverdue(now);
    }
}
