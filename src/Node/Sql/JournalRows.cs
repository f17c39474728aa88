using System.Data.Common;
using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Sql;

/// <summary>Reads the tables.</summary>
internal static class JournalRows
{
    private const string Columns =
        "SELECT ordinal, persistence_id, sequence_nr, time_us, event_type, event_version, payload, cause_kind, cause_name, cause_note, writer FROM journal";

    internal static async Task<JournalHead> ReadHeadAsync(DbConnection connection, string persistenceId, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            """
            SELECT p.highest_sequence_nr, p.cleared_to, s.sequence_nr, s.time_us, s.state_type, s.state_version, s.payload
            FROM persistence_ids p LEFT JOIN snapshots s ON s.persistence_id = p.persistence_id WHERE p.persistence_id = @id
            """,
            ("id", persistenceId));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation)) return new JournalHead(0, 0, Snapshot: null);
        var snapshot = await row.IsDBNullAsync(2, cancellation)
            ? null
            : new SnapshotRecord(
                persistenceId, row.GetInt64(2), SqlTime.FromMicroseconds(row.GetInt64(3)), row.GetString(4), (int)row.GetInt64(5), row.GetString(6));
        return new JournalHead(row.GetInt64(0), row.GetInt64(1), snapshot);
    }

    internal static async Task<IReadOnlyList<EventRecord>> ReadEventsAsync(
        DbConnection connection, string persistenceId, long fromSequenceNr, int limit, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            $"{Columns} WHERE persistence_id = @id AND sequence_nr >= @from ORDER BY sequence_nr LIMIT @limit",
            ("id", persistenceId), ("from", fromSequenceNr), ("limit", (long)limit));
        return await ReadAsync(command, cancellation);
    }

    internal static async Task<IReadOnlyList<EventRecord>> ReadAllAsync(
        DbConnection connection, long afterOrdinal, int limit, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            $"{Columns} WHERE ordinal > @after ORDER BY ordinal LIMIT @limit", ("after", afterOrdinal), ("limit", (long)limit));
        return await ReadAsync(command, cancellation);
    }

    internal static async Task<long> ReadLastOrdinalAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.Command("SELECT max(ordinal) FROM journal");
        return await command.ExecuteScalarAsync(cancellation) is { } value and not DBNull ? Convert.ToInt64(value) : 0;
    }

    internal static async Task<IReadOnlyList<string>> ReadIdsAsync(DbConnection connection, string after, int limit, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            """
            SELECT p.persistence_id FROM persistence_ids p WHERE p.persistence_id > @after AND (p.highest_sequence_nr > p.cleared_to
                OR EXISTS (SELECT 1 FROM snapshots s WHERE s.persistence_id = p.persistence_id))
            ORDER BY p.persistence_id LIMIT @limit
            """,
            ("after", after), ("limit", (long)limit));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<string>();
        while (await rows.ReadAsync(cancellation)) ids.Add(rows.GetString(0));
        return ids;
    }

    private static async Task<IReadOnlyList<EventRecord>> ReadAsync(DbCommand command, CancellationToken cancellation)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var records = new List<EventRecord>();
        while (await rows.ReadAsync(cancellation)) records.Add(ToRecord(rows));
        return records;
    }

    private static EventRecord ToRecord(DbDataReader row)
    {
        var (id, sequenceNr) = (row.GetString(1), row.GetInt64(2));
        if (CauseKinds.FromText(row.GetString(7)) is not { } kind)
            throw new CorruptRecordException(id, sequenceNr, $"has a cause of the unknown kind '{row.GetString(7)}'.");
        if (!Guid.TryParseExact(row.GetString(10), "N", out var writer))
            throw new CorruptRecordException(id, sequenceNr, $"has the writer '{row.GetString(10)}', which is none.");
        return new EventRecord(
            row.GetInt64(0), id, sequenceNr, SqlTime.FromMicroseconds(row.GetInt64(3)),
            new EncodedEvent(row.GetString(4), (int)row.GetInt64(5), row.GetString(6)),
            new Cause(kind, row.GetString(8), row.GetString(9)), writer);
    }
}
