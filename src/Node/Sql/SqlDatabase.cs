using System.Data.Common;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Sql;

/// <summary>What the journal needs to know of one kind of database. Nothing is opened before it is used. Thread safe.</summary>
internal abstract class SqlDatabase : IAsyncDisposable
{
    /// <summary>For messages, such as <c>SQLite file data/journal.db</c>; holds no password.</summary>
    internal abstract string Name { get; }

    /// <summary>The folder of its migrations under Sql/Migrations.</summary>
    internal abstract string MigrationsFolder { get; }

    /// <summary>Opens a connection; the caller disposes it. Reading ones come from a pool.</summary>
    internal abstract Task<DbConnection> OpenAsync(bool forWriting, CancellationToken cancellation = default);

    /// <summary>
    /// Begins a transaction that no other writer of the journal, in whatever process, runs beside: so ordinals become visible in
    /// their order.
    /// </summary>
    internal abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection);

    /// <summary>The database's error in the journal's terms.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="isCommitting">Whether it came from a commit.</param>
    internal abstract JournalUnavailableException Explain(Exception failure, bool isCommitting = false);

    /// <summary>True when the connection is gone, so that another one may do better.</summary>
    internal abstract bool IsConnectionLost(Exception failure);

    /// <summary>Closes idle connections, which may all be dead.</summary>
    internal abstract void ForgetConnections();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
