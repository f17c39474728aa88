using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Sql;

/// <summary>
/// Group commit: appends that wait while one transaction is written share the next. It holds at most one append per waiting
/// caller, and an actor waits for its own. Thread safe.
/// </summary>
internal sealed class AppendQueue(SqlDatabase database, Func<Task> prepare) : IAsyncDisposable
{
    private const int MaxEventsPerCommit = 2_000;

    private readonly Lock _lock = new();
    private readonly JournalWriter _writer = new(database);
    private readonly Queue<Waiting> _waiting = new();
    private Task _drain = Task.CompletedTask;
    private bool _isDraining;
    private bool _isClosed;

    /// <summary>Completes when the append is durable.</summary>
    internal Task AppendAsync(Append append)
    {
        var waiting = new Waiting(append);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(AppendQueue));
            _waiting.Enqueue(waiting);
            if (!_isDraining)
            {
                _isDraining = true;
                _drain = Task.Run(DrainAsync);
            }
        }

        return waiting.Done.Task;
    }

    /// <summary>Completes once all that was queued before is written or refused; never fails.</summary>
    internal Task SettledAsync()
    {
        lock (_lock) return _drain;
    }

    /// <summary>Finishes what was queued, refuses what comes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock) _isClosed = true;
        await SettledAsync();
        await _writer.DisposeAsync();
    }

    private async Task DrainAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            if (!await TryCommitAsync(batch))
            {
                // one that the database refuses must not take the others with it
                foreach (var waiting in batch) await TryCommitAsync([waiting]);
            }
        }
    }

    private List<Waiting> Take()
    {
        var batch = new List<Waiting>();
        var events = 0;
        lock (_lock)
        {
            while (_waiting.TryPeek(out var next) && (batch.Count == 0 || events + next.Append.Events.Count <= MaxEventsPerCommit))
            {
                batch.Add(_waiting.Dequeue());
                events += next.Append.Events.Count;
            }

            if (batch.Count == 0) _isDraining = false;
        }

        return batch;
    }

    /// <summary>Answers every append of the batch; false when the batch failed as a whole and its parts should be tried.</summary>
    private async Task<bool> TryCommitAsync(List<Waiting> batch)
    {
        try
        {
            await prepare();
            var outcomes = await _writer.WriteAsync([.. batch.Select(waiting => waiting.Append)]);
            for (var i = 0; i < outcomes.Length; i++) batch[i].Complete(outcomes[i]);
            return true;
        }
        catch (JournalUnavailableException e) when (batch.Count > 1 && e is { MayHaveBeenWritten: false, InnerException: { } cause } && !database.IsConnectionLost(cause))
        {
            return false;
        }
        catch (Exception e)
        {
            foreach (var waiting in batch) waiting.Complete(e);
            return true;
        }
    }

    private sealed record Waiting(Append Append)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete(Exception? failure)
        {
            if (failure is null) Done.SetResult();
            else Done.SetException(failure);
        }
    }
}
