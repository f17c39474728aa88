namespace ModelCluster.Node.Sql;

/// <summary>Where the journal is. Configuration section <c>Journal</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Journal";

    /// <summary>
    /// Empty, the default, for the SQLite file <c>journal.db</c> in the data folder; <c>Data Source=PATH</c> for another SQLite
    /// file; <c>Host=...;Database=...;Username=...;Password=...</c> for PostgreSQL.
    /// </summary>
    public string Connection { get; init; } = "";
}
