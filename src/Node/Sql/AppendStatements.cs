using System.Data;
using System.Data.Common;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Sql;

/// <summary>The prepared statements of one writing connection. Not thread safe.</summary>
internal sealed class AppendStatements : IAsyncDisposable
{
    private readonly DbCommand _claimFirst;
    private readonly DbCommand _claimNext;
    private readonly DbCommand _insert;
    private readonly DbCommand _highest;

    private AppendStatements(DbConnection connection)
    {
        // the history must end right before the append: else no row changes, and nothing of it is written
        _claimFirst = Command(
            connection,
            """
            INSERT INTO persistence_ids (persistence_id, highest_sequence_nr) VALUES (@id, @last)
            ON CONFLICT (persistence_id) DO UPDATE SET highest_sequence_nr = excluded.highest_sequence_nr
            WHERE persistence_ids.highest_sequence_nr = 0
            """,
            [("id", DbType.String), ("last", DbType.Int64)]);
        _claimNext = Command(
            connection,
            "UPDATE persistence_ids SET highest_sequence_nr = @last WHERE persistence_id = @id AND highest_sequence_nr = @before",
            [("id", DbType.String), ("last", DbType.Int64), ("before", DbType.Int64)]);
        _insert = Command(
            connection,
            """
            INSERT INTO journal (persistence_id, sequence_nr, time_us, event_type, event_version, payload, cause_kind, cause_name, cause_note, writer)
            VALUES (@id, @nr, @time, @type, @version, @payload, @kind, @name, @note, @writer)
            """,
            [
                ("id", DbType.String), ("nr", DbType.Int64), ("time", DbType.Int64), ("type", DbType.String), ("version", DbType.Int64),
                ("payload", DbType.String), ("kind", DbType.String), ("name", DbType.String), ("note", DbType.String), ("writer", DbType.String),
            ]);
        _highest = Command(
            connection, "SELECT highest_sequence_nr FROM persistence_ids WHERE persistence_id = @id", [("id", DbType.String)]);
    }

    internal static async Task<AppendStatements> PrepareAsync(DbConnection connection)
    {
        var statements = new AppendStatements(connection);
        foreach (var command in statements.All) await command.PrepareAsync();
        return statements;
    }

    private DbCommand[] All => [_claimFirst, _claimNext, _insert, _highest];

    /// <summary>Writes an append within the transaction; what it found instead where it does not fit.</summary>
    internal async Task<SequenceConflictException?> WriteAsync(Append append, DbTransaction transaction)
    {
        foreach (var command in All) command.Transaction = transaction;
        if (await ClaimAsync(append) == 0)
            return new SequenceConflictException(append.PersistenceId, append.FirstSequenceNr, await HighestAsync(append.PersistenceId));
        Set(_insert, "id", append.PersistenceId);
        Set(_insert, "time", SqlTime.ToMicroseconds(append.Time));
        Set(_insert, "kind", CauseKinds.ToText(append.Cause.Kind));
        Set(_insert, "name", append.Cause.Name);
        Set(_insert, "note", append.Cause.Note);
        Set(_insert, "writer", append.Writer.ToString("N"));
        for (var i = 0; i < append.Events.Count; i++)
        {
            var (type, version, payload) = append.Events[i];
            Set(_insert, "nr", append.FirstSequenceNr + i);
            Set(_insert, "type", type);
            Set(_insert, "version", (long)version);
            Set(_insert, "payload", payload);
            await _insert.ExecuteNonQueryAsync();
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var command in All) await command.DisposeAsync();
    }

    private async Task<int> ClaimAsync(Append append)
    {
        var claim = append.FirstSequenceNr == 1 ? _claimFirst : _claimNext;
        Set(claim, "id", append.PersistenceId);
        Set(claim, "last", append.LastSequenceNr);
        if (append.FirstSequenceNr > 1) Set(claim, "before", append.FirstSequenceNr - 1);
        return await claim.ExecuteNonQueryAsync();
    }

    private async Task<long> HighestAsync(string persistenceId)
    {
        Set(_highest, "id", persistenceId);
        return await _highest.ExecuteScalarAsync() is { } value ? Convert.ToInt64(value) : 0;
    }

    private static DbCommand Command(DbConnection connection, string sql, ReadOnlySpan<(string Name, DbType Type)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, type) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = (name, type);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static void Set(DbCommand command, string name, object value) => command.Parameters[name].Value = value;
}
