namespace ModelCluster.Node.Links.Server;

/// <summary>The requests of one lane that run here. Thread-safe.</summary>
/// <param name="most">The most at a time.</param>
internal sealed class ServedRequests(int most)
{
    private const int MostKept = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ServedRequest> _running = [];
    private readonly Stack<ServedRequest> _free = new();
    private int _count;

    /// <summary>One more runs; null: too many do.</summary>
    internal ServedRequest? TryAdd(ulong id)
    {
        lock (_lock)
        {
            if (_count == most)
                return null;
            if (!_free.TryPop(out var served))
                served = new ServedRequest();
            if (!_running.TryAdd(id, served))
                throw new Frames.LinkProtocolException($"a second request has the id {id}");
            _count++;
            return served;
        }
    }

    /// <summary>It has ended.</summary>
    internal void Remove(ulong id, ServedRequest served)
    {
        lock (_lock)
        {
            _count--;
            var wasNotCancelled = _running.Remove(id);
            if (wasNotCancelled && _free.Count < MostKept && served.TryReset())
                _free.Push(served);
        }
    }

    /// <summary>Whoever asked has gone away.</summary>
    internal void Cancel(ulong id)
    {
        ServedRequest? served;
        lock (_lock)
            _running.Remove(id, out served);
        served?.Cancel();
    }

    /// <summary>The lane has ended.</summary>
    internal void CancelAll()
    {
        ServedRequest[] served;
        lock (_lock)
        {
            served = [.. _running.Values];
            _running.Clear();
        }

        foreach (var request in served)
            request.Cancel();
    }
}
