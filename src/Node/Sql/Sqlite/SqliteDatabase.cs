using System.Data.Common;
using Microsoft.Data.Sqlite;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Sql.Sqlite;

/// <summary>A journal in one file, made with its folder when first used. Each commit is on the disk before it is acknowledged.</summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private const int BusySeconds = 5;
    private readonly string _file;
    private readonly string _pragmas;
    private readonly SqliteConnectionStringBuilder _connection;

    /// <summary>Names the file; opens nothing.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="morePragmas">Statements for every connection, after the usual ones.</param>
    internal SqliteDatabase(string file, string morePragmas = "")
    {
        _file = Path.GetFullPath(file);
        _pragmas = $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {morePragmas}";
        _connection = new SqliteConnectionStringBuilder { DataSource = _file, DefaultTimeout = BusySeconds };
    }

    internal override string Name => $"SQLite file {_file}";

    internal override string MigrationsFolder => "sqlite";

    internal override async Task<DbConnection> OpenAsync(bool forWriting, CancellationToken cancellation = default)
    {
        SystemSqlite.Use();
        if (forWriting) CreateFolder();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_connection.ConnectionString) { Pooling = !forWriting }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await connection.ExecuteAsync(_pragmas);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // BEGIN IMMEDIATE: the write lock is taken at once, so that what is read afterwards stays true
    internal override Task<DbTransaction> BeginWriteAsync(DbConnection connection) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    internal override JournalUnavailableException Explain(Exception failure, bool isCommitting = false)
    {
        // a failed commit of SQLite is rolled back as a whole, so the outcome is always known
        var advice = (failure as SqliteException)?.SqliteErrorCode switch
        {
            5 or 6 => $"is locked by another process and stayed so for {BusySeconds} s: close what holds it open.",
            8 => "cannot be written: allow this user to write the file and its folder.",
            10 => "could not be read or written by the system: check the disk.",
            11 or 26 => "is damaged or no SQLite database: restore it from a backup.",
            13 => "is full: free space on its disk, or raise the quota.",
            14 => "cannot be opened: check that the path is right and that this user may read and write there.",
            _ => "refused:",
        };
        return new JournalUnavailableException($"{Name} {advice} ({failure.Message})", mayHaveBeenWritten: false, failure);
    }

    internal override bool IsConnectionLost(Exception failure) => false;

    internal override void ForgetConnections()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_connection.ConnectionString) { Pooling = true }.ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        ForgetConnections();
        return ValueTask.CompletedTask;
    }

    private void CreateFolder()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException($"The folder of {Name} cannot be made: {e.Message} Set Repository:DataFolder to one that can.", mayHaveBeenWritten: false, e);
        }
    }
}
