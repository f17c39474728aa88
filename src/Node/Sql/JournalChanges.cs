using System.Data.Common;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Sql;

/// <summary>Changes other than appends; each may be repeated without harm.</summary>
internal static class JournalChanges
{
    internal static Task SaveSnapshotAsync(DbConnection connection, DbTransaction transaction, SnapshotRecord snapshot) => connection.ExecuteAsync(
        """
        INSERT INTO snapshots (persistence_id, sequence_nr, time_us, state_type, state_version, payload)
        VALUES (@id, @nr, @time, @type, @version, @payload)
        ON CONFLICT (persistence_id) DO UPDATE SET sequence_nr = excluded.sequence_nr, time_us = excluded.time_us,
            state_type = excluded.state_type, state_version = excluded.state_version, payload = excluded.payload
        WHERE snapshots.sequence_nr <= excluded.sequence_nr
        """,
        transaction,
        ("id", snapshot.PersistenceId), ("nr", snapshot.SequenceNr), ("time", SqlTime.ToMicroseconds(snapshot.Time)),
        ("type", snapshot.Type), ("version", (long)snapshot.Version), ("payload", snapshot.Payload));

    internal static async Task ClearAsync(DbConnection connection, DbTransaction transaction, string persistenceId, long toSequenceNr)
    {
        var snapshot = await connection.ReadNumberAsync(
            "SELECT sequence_nr FROM snapshots WHERE persistence_id = @id", transaction, ("id", persistenceId)) ?? 0;
        if (snapshot < toSequenceNr)
            throw new InvalidOperationException(
                $"The events of '{persistenceId}' up to {toSequenceNr} cannot be deleted: its snapshot stands only for those up to {snapshot}. Save one first.");
        await connection.ExecuteAsync(
            "DELETE FROM journal WHERE persistence_id = @id AND sequence_nr <= @nr", transaction, ("id", persistenceId), ("nr", toSequenceNr));
        await connection.ExecuteAsync(
            "UPDATE persistence_ids SET cleared_to = @nr WHERE persistence_id = @id AND cleared_to < @nr", transaction,
            ("id", persistenceId), ("nr", toSequenceNr));
    }

    internal static async Task ForgetAsync(DbConnection connection, DbTransaction transaction, string persistenceId)
    {
        await connection.ExecuteAsync("DELETE FROM journal WHERE persistence_id = @id", transaction, ("id", persistenceId));
        await connection.ExecuteAsync("DELETE FROM snapshots WHERE persistence_id = @id", transaction, ("id", persistenceId));
        await connection.ExecuteAsync(
            "UPDATE persistence_ids SET cleared_to = highest_sequence_nr WHERE persistence_id = @id", transaction, ("id", persistenceId));
    }
}
