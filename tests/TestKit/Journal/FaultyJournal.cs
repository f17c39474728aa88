using System.Threading.Channels;
using ModelCluster.Actors.Journal;

namespace ModelCluster.TestKit.Journal;

/// <summary>A journal whose appends wait and fail as the test says. Thread safe.</summary>
public sealed class FaultyJournal(IJournal inner) : IJournal
{
    private readonly Channel<bool> _arrivals = Channel.CreateUnbounded<bool>();
    private volatile TaskCompletionSource? _gate;
    private int _pagesRead;

    /// <summary>Thrown instead of writing; null to write.</summary>
    public Exception? AppendFailure { get; set; }

    /// <summary>Thrown after writing, as when the connection breaks during the commit; null for none.</summary>
    public Exception? FailureAfterAppend { get; set; }

    /// <summary>Thrown by every read; null for none.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>Thrown instead of saving a snapshot; null for none.</summary>
    public Exception? SnapshotFailure { get; set; }

    /// <summary>How many pages of all histories were asked for.</summary>
    public int PagesRead => Volatile.Read(ref _pagesRead);

    /// <summary>Lets appends and recoveries wait from now on, until <see cref="Open"/>.</summary>
    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open()
    {
        var gate = _gate;
        _gate = null;
        gate?.SetResult();
    }

    /// <summary>Completes once one more append, or recovery, has begun.</summary>
    public Task ArrivedAsync() => _arrivals.Reader.ReadAsync().AsTask().OrFailAsync("a call of the journal");

    public async Task AppendAsync(Append append)
    {
        await PassAsync();
        if (AppendFailure is { } failure) throw failure;
        await inner.AppendAsync(append);
        if (FailureAfterAppend is { } late) throw late;
    }

    public async Task<JournalHead> ReadHeadAsync(string persistenceId, CancellationToken cancellation = default)
    {
        await PassAsync();
        return ReadFailure is { } failure ? throw failure : await inner.ReadHeadAsync(persistenceId, cancellation);
    }

    public Task<IReadOnlyList<EventRecord>> ReadAsync(string persistenceId, long fromSequenceNr, int limit, CancellationToken cancellation = default) =>
        ReadFailure is { } failure
            ? Task.FromException<IReadOnlyList<EventRecord>>(failure)
            : inner.ReadAsync(persistenceId, fromSequenceNr, limit, cancellation);

    public Task<IReadOnlyList<EventRecord>> ReadAllAsync(long afterOrdinal, int limit, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _pagesRead);
        return ReadFailure is { } failure
            ? Task.FromException<IReadOnlyList<EventRecord>>(failure)
            : inner.ReadAllAsync(afterOrdinal, limit, cancellation);
    }

    public Task<long> ReadLastOrdinalAsync(CancellationToken cancellation = default) =>
        ReadFailure is { } failure ? Task.FromException<long>(failure) : inner.ReadLastOrdinalAsync(cancellation);

    public Task SaveSnapshotAsync(SnapshotRecord snapshot, CancellationToken cancellation = default) =>
        SnapshotFailure is { } failure ? Task.FromException(failure) : inner.SaveSnapshotAsync(snapshot, cancellation);

    public Task ClearAsync(string persistenceId, long toSequenceNr, CancellationToken cancellation = default) =>
        inner.ClearAsync(persistenceId, toSequenceNr, cancellation);

    public Task ForgetAsync(string persistenceId, CancellationToken cancellation = default) => inner.ForgetAsync(persistenceId, cancellation);

    public Task<IReadOnlyList<string>> ReadIdsAsync(string after, int limit, CancellationToken cancellation = default) =>
        ReadFailure is { } failure ? Task.FromException<IReadOnlyList<string>>(failure) : inner.ReadIdsAsync(after, limit, cancellation);

    private async Task PassAsync()
    {
        _arrivals.Writer.TryWrite(true);
        if (_gate is { } gate) await gate.Task;
    }
}
