using System.Data.Common;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Sql;

/// <summary>The one writing connection of a process; made anew after every failure. Not thread safe.</summary>
internal sealed class JournalWriter(SqlDatabase database) : IAsyncDisposable
{
    private DbConnection? _connection;
    private AppendStatements? _statements;

    /// <summary>
    /// Writes a batch in one transaction; one entry per append: null when it was written, else why it does not fit. A connection
    /// that died while idle is replaced once.
    /// </summary>
    /// <exception cref="JournalUnavailableException">Nothing was written, or the outcome is unknown; the exception says which.</exception>
    internal async Task<SequenceConflictException?[]> WriteAsync(IReadOnlyList<Append> batch)
    {
        var isUsed = _connection is not null;
        while (true)
        {
            var isCommitting = false;
            try
            {
                _connection ??= await database.OpenAsync(forWriting: true);
                _statements ??= await AppendStatements.PrepareAsync(_connection);
                await using var transaction = await database.BeginWriteAsync(_connection);
                var outcomes = new SequenceConflictException?[batch.Count];
                for (var i = 0; i < outcomes.Length; i++) outcomes[i] = await _statements.WriteAsync(batch[i], transaction);
                isCommitting = true;
                await transaction.CommitAsync();
                return outcomes;
            }
            catch (Exception e)
            {
                await CloseAsync();
                if (e is not DbException) throw;
                if (!isUsed || isCommitting || !database.IsConnectionLost(e)) throw database.Explain(e, isCommitting);
                isUsed = false;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        var (statements, connection) = (_statements, _connection);
        (_statements, _connection) = (null, null);
        if (statements is not null) await statements.DisposeAsync();
        if (connection is not null) await connection.DisposeAsync();
    }
}
