namespace ModelCluster.Node.Sql;

/// <summary>One migration.</summary>
/// <param name="Version">Its number, from 1, without gaps.</param>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record MigrationStep(int Version, string Name, string Sql);
