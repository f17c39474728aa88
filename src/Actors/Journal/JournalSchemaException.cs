namespace ModelCluster.Actors.Journal;

/// <summary>The database's tables are not ones that this program can use, such as those of a newer release.</summary>
public sealed class JournalSchemaException(string message, Exception? inner = null) : JournalException(message, inner);
