using System.Data.Common;
using System.Net.Sockets;
using ModelCluster.Actors.Journal;
using Npgsql;

namespace ModelCluster.Node.Sql.Postgres;

/// <summary>A journal in PostgreSQL, which several nodes may share.</summary>
internal sealed class PostgresDatabase : SqlDatabase
{
    // any number that is the same for every writer of a journal
    private const long WriterLock = 0x4D43_4A4F_5552_4E4C;
    private readonly NpgsqlDataSource _source;

    /// <summary>Reads the connection string; opens nothing.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    internal PostgresDatabase(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        var given = new DbConnectionStringBuilder { ConnectionString = connection };
        if (!given.ContainsKey("Timeout")) settings.Timeout = 5;
        if (!given.ContainsKey("Command Timeout")) settings.CommandTimeout = 10;
        if (!given.ContainsKey("Application Name")) settings.ApplicationName = "modelcluster";
        Name = $"PostgreSQL database '{settings.Database}' at {settings.Host}:{settings.Port}";
        _source = NpgsqlDataSource.Create(settings);
    }

    internal override string Name { get; }

    internal override string MigrationsFolder => "postgres";

    internal override async Task<DbConnection> OpenAsync(bool forWriting, CancellationToken cancellation = default) =>
        await _source.OpenConnectionAsync(cancellation);

    internal override async Task<DbTransaction> BeginWriteAsync(DbConnection connection)
    {
        var transaction = await connection.BeginTransactionAsync();
        try
        {
            // one writer at a time: else a later ordinal could become visible before an earlier one
            await connection.ExecuteAsync($"SELECT pg_advisory_xact_lock({WriterLock})", transaction);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    internal override JournalUnavailableException Explain(Exception failure, bool isCommitting = false)
    {
        var advice = failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "has a full disk: free space there.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "is read-only, perhaps a standby: connect to the primary.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                "refused the user or password: check Journal:Connection.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "does not exist: create it, or correct Journal:Connection.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => "does not let this user do that: grant it the right to create and use tables.",
            PostgresException => "refused:",
            _ => "cannot be reached: check that it runs and that Journal:Connection is right.",
        };
        return new JournalUnavailableException($"{Name} {advice} ({Text(failure)})", isCommitting && IsConnectionLost(failure), failure);
    }

    internal override bool IsConnectionLost(Exception failure) => failure switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        _ => true,
    };

    internal override void ForgetConnections() => _source.Clear();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string Text(Exception failure) => failure switch
    {
        PostgresException refused => $"{refused.SqlState} {refused.MessageText}",
        { InnerException: SocketException socket } => socket.Message,
        _ => failure.Message,
    };
}
