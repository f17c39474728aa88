using ModelCluster.Actors.Serving.Binding;

namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>
/// The requests that wait, one list per priority level, oldest first. A batch is the oldest request of the most
/// urgent level and those after it, less urgent levels included, that agree with it in shape and still fit.
/// Not thread-safe.
/// </summary>
internal sealed class WaitingRequests
{
    /// <summary>How far past the first request a batch looks for others of its shape, as a multiple of its rows.</summary>
    private const int LookAhead = 4;

    private readonly PendingList[] _levels;

    internal WaitingRequests(int priorityLevels)
    {
        _levels = new PendingList[priorityLevels];
        for (var i = 0; i < priorityLevels; i++)
            _levels[i] = new PendingList();
    }

    internal int Count { get; private set; }

    internal long Rows { get; private set; }

    /// <summary>When the oldest request was admitted, in ticks; <see cref="long.MaxValue"/> when none waits.</summary>
    internal long OldestAdmittedAt
    {
        get
        {
            var oldest = long.MaxValue;
            foreach (var level in _levels)
                oldest = Math.Min(oldest, level.First?.AdmittedAt ?? long.MaxValue);
            return oldest;
        }
    }

    /// <summary>When the first of them must start, in ticks. Looks at each: for small queues, while a batch forms.</summary>
    internal long EarliestLatestStart
    {
        get
        {
            var earliest = long.MaxValue;
            foreach (var level in _levels)
            {
                for (var item = level.First; item is not null; item = item.Next)
                    earliest = Math.Min(earliest, item.LatestStart);
            }

            return earliest;
        }
    }

    internal void Add(PendingInference item)
    {
        _levels[item.Priority - 1].Add(item);
        Count++;
        Rows += item.Rows;
    }

    internal void Remove(PendingInference item)
    {
        item.List!.Remove(item);
        Count--;
        Rows -= item.Rows;
    }

    /// <summary>True if <paramref name="item"/> waits here.</summary>
    internal bool Contains(PendingInference item) => item.List is { } list && Array.IndexOf(_levels, list) >= 0;

    /// <summary>Moves the next batch, at most <paramref name="maxRows"/> rows or one request, into <paramref name="batch"/>.</summary>
    internal void TakeBatch(List<PendingInference> batch, long maxRows)
    {
        long rows = 0;
        var looked = 0;
        foreach (var level in _levels)
        {
            for (var item = level.First; item is not null && rows < maxRows; looked++)
            {
                var next = item.Next;
                if (batch.Count == 0 || (rows + item.Rows <= maxRows && ShapeKey.Agree(batch[0], item)))
                {
                    Remove(item);
                    batch.Add(item);
                    rows += item.Rows;
                }
                else if (looked >= maxRows * LookAhead)
                {
                    return;
                }

                item = next;
            }
        }
    }

    /// <summary>Takes out what is past its deadline; says when the next deadline is, <see cref="long.MaxValue"/> for none.</summary>
    internal long RemoveExpired(long now, ref List<PendingInference>? expired)
    {
        var nearest = long.MaxValue;
        foreach (var level in _levels)
        {
            for (var item = level.First; item is not null;)
            {
                var next = item.Next;
                if (item.Deadline <= now)
                {
                    Remove(item);
                    (expired ??= []).Add(item);
                }
                else
                {
                    nearest = Math.Min(nearest, item.Deadline);
                }

                item = next;
            }
        }

        return nearest;
    }
}
