using System.Data.Common;
using System.Globalization;
using System.Reflection;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Sql;

/// <summary>
/// Brings a database's tables to what this release needs. The steps are the files <c>NNNN_name.sql</c> under Sql/Migrations, in
/// order; a file never changes once released. All missing steps happen in one transaction, or none.
/// </summary>
internal static class Migrator
{
    private const string SchemaTable =
        "CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL PRIMARY KEY, name text NOT NULL, applied_us bigint NOT NULL)";

    /// <summary>Applies what is missing; does nothing when all is there.</summary>
    /// <exception cref="JournalSchemaException">The tables are those of a newer release.</exception>
    internal static Task MigrateAsync(SqlDatabase database) => MigrateAsync(database, Steps(database.MigrationsFolder));

    /// <summary>As above, with the given steps.</summary>
    internal static async Task MigrateAsync(SqlDatabase database, IReadOnlyList<MigrationStep> steps)
    {
        await using var connection = await database.OpenAsync(forWriting: true);
        await using var transaction = await database.BeginWriteAsync(connection);
        await connection.ExecuteAsync(SchemaTable, transaction);
        var version = await connection.ReadNumberAsync("SELECT max(version) FROM schema_version", transaction) ?? 0;
        var known = steps.Count == 0 ? 0 : steps[^1].Version;
        if (version > known)
            throw new JournalSchemaException(
                $"{database.Name} has tables of version {version}, and this release knows only up to {known}: a newer release has used it. "
                + "Start that release, or set Journal:Connection to another database.");
        foreach (var step in steps.Where(step => step.Version > version)) await ApplyAsync(database, connection, transaction, step);
        await transaction.CommitAsync();
    }

    /// <summary>The steps in a folder, in order.</summary>
    internal static IReadOnlyList<MigrationStep> Steps(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Migrations/{folder}/";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new MigrationStep(
                int.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), Path.GetFileNameWithoutExtension(name), Read(assembly, name)))];
    }

    private static async Task ApplyAsync(SqlDatabase database, DbConnection connection, DbTransaction transaction, MigrationStep step)
    {
        try
        {
            await connection.ExecuteAsync(step.Sql, transaction);
        }
        catch (DbException e) when (!database.IsConnectionLost(e))
        {
            throw new JournalSchemaException($"Migration {step.Name} of {database.Name} failed and nothing was changed: {e.Message}", e);
        }

        await connection.ExecuteAsync(
            "INSERT INTO schema_version (version, name, applied_us) VALUES (@version, @name, @time)", transaction,
            ("version", (long)step.Version), ("name", step.Name), ("time", SqlTime.ToMicroseconds(TimeProvider.System.GetUtcNow())));
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
