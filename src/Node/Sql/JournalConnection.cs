using System.Data.Common;
using ModelCluster.Node.Sql.Postgres;
using ModelCluster.Node.Sql.Sqlite;

namespace ModelCluster.Node.Sql;

/// <summary>Tells from the connection string which database is meant.</summary>
internal static class JournalConnection
{
    /// <summary>The file in the data folder where nothing else is set.</summary>
    internal const string DefaultFile = "journal.db";

    /// <summary>The database; opens nothing.</summary>
    /// <exception cref="ArgumentException">The text is no connection string of a known database; the message does not repeat it, as it may hold a password.</exception>
    internal static SqlDatabase Parse(string connection, string dataFolder)
    {
        if (string.IsNullOrWhiteSpace(connection)) return new SqliteDatabase(Path.Combine(dataFolder, DefaultFile));
        var keys = new DbConnectionStringBuilder();
        try
        {
            keys.ConnectionString = connection;
            if (keys.TryGetValue("Host", out _) || keys.TryGetValue("Server", out _)) return new PostgresDatabase(connection);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Journal:Connection cannot be read: {e.Message} {Allowed}", nameof(connection), e);
        }

        if (keys.Count == 1 && keys.TryGetValue("Data Source", out var file) && file is string { Length: > 0 } path) return new SqliteDatabase(path);
        throw new ArgumentException($"Journal:Connection names no known database. {Allowed}", nameof(connection));
    }

    private const string Allowed =
        "Allowed: empty for SQLite in the data folder, 'Data Source=PATH' for another SQLite file, 'Host=...;Database=...;Username=...;Password=...' for PostgreSQL.";
}
