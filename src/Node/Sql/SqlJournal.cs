using System.Data.Common;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Sql;

/// <summary>The journal in a SQL database. The first call that needs it opens it and brings its tables up to date.</summary>
internal sealed class SqlJournal : IJournal, IAsyncDisposable
{
    private readonly SqlDatabase _database;
    private readonly AppendQueue _appends;
    private readonly SemaphoreSlim _preparing = new(1);
    private volatile bool _isPrepared;

    /// <summary>Takes over the database; opens nothing.</summary>
    internal SqlJournal(SqlDatabase database)
    {
        _database = database;
        _appends = new AppendQueue(database, PrepareAsync);
    }

    /// <inheritdoc/>
    public Task AppendAsync(Append append)
    {
        ArgumentNullException.ThrowIfNull(append);
        return _appends.AppendAsync(append);
    }

    /// <inheritdoc/>
    public async Task<JournalHead> ReadHeadAsync(string persistenceId, CancellationToken cancellation = default)
    {
        JournalLimits.CheckId(persistenceId);
        await _appends.SettledAsync();
        return await ReadAsync(
            async connection => await JournalRows.ReadHeadAsync(connection, persistenceId, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventRecord>> ReadAsync(
        string persistenceId, long fromSequenceNr, int limit, CancellationToken cancellation = default)
    {
        JournalLimits.CheckId(persistenceId);
        JournalLimits.CheckPage(limit);
        await _appends.SettledAsync();
        return await ReadAsync(connection => JournalRows.ReadEventsAsync(connection, persistenceId, fromSequenceNr, limit, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventRecord>> ReadAllAsync(long afterOrdinal, int limit, CancellationToken cancellation = default)
    {
        JournalLimits.CheckPage(limit);
        return ReadAsync(connection => JournalRows.ReadAllAsync(connection, afterOrdinal, limit, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<long> ReadLastOrdinalAsync(CancellationToken cancellation = default) =>
        ReadAsync(connection => JournalRows.ReadLastOrdinalAsync(connection, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadIdsAsync(string after, int limit, CancellationToken cancellation = default)
    {
        JournalLimits.CheckPage(limit);
        return ReadAsync(connection => JournalRows.ReadIdsAsync(connection, after, limit, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(SnapshotRecord snapshot, CancellationToken cancellation = default)
    {
        JournalLimits.CheckId(snapshot.PersistenceId);
        return WriteAsync((connection, transaction) => JournalChanges.SaveSnapshotAsync(connection, transaction, snapshot), cancellation);
    }

    /// <inheritdoc/>
    public Task ClearAsync(string persistenceId, long toSequenceNr, CancellationToken cancellation = default)
    {
        JournalLimits.CheckId(persistenceId);
        return WriteAsync((connection, transaction) => JournalChanges.ClearAsync(connection, transaction, persistenceId, toSequenceNr), cancellation);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(string persistenceId, CancellationToken cancellation = default)
    {
        JournalLimits.CheckId(persistenceId);
        return WriteAsync((connection, transaction) => JournalChanges.ForgetAsync(connection, transaction, persistenceId), cancellation);
    }

    /// <summary>Finishes the appends that wait and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _appends.DisposeAsync();
        await _database.DisposeAsync();
        _preparing.Dispose();
    }

    /// <summary>Migrates once; after a failure the next call tries again.</summary>
    private async Task PrepareAsync()
    {
        if (_isPrepared) return;
        await _preparing.WaitAsync();
        try
        {
            if (_isPrepared) return;
            await Migrator.MigrateAsync(_database);
            _isPrepared = true;
        }
        catch (DbException e)
        {
            throw _database.Explain(e);
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>Runs a query; once more where pooled connections had died since their last use.</summary>
    private async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellation)
    {
        await PrepareAsync();
        for (var isRetry = false; ; isRetry = true)
        {
            try
            {
                await using var connection = await _database.OpenAsync(forWriting: false, cancellation);
                return await query(connection);
            }
            catch (DbException e) when (!isRetry && _database.IsConnectionLost(e))
            {
                _database.ForgetConnections();
            }
            catch (DbException e)
            {
                throw _database.Explain(e);
            }
        }
    }

    /// <summary>Runs a change that may be repeated without harm.</summary>
    private Task WriteAsync(Func<DbConnection, DbTransaction, Task> change, CancellationToken cancellation) => ReadAsync(
        async connection =>
        {
            await using var transaction = await _database.BeginWriteAsync(connection);
            await change(connection, transaction);
            await transaction.CommitAsync(cancellation);
            return true;
        },
        cancellation);
}
