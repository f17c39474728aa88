namespace ModelCluster.Contracts.Coordination;

/// <summary>Entries as of one revision.</summary>
/// <param name="Revision">Of the whole store; watching after it misses nothing.</param>
/// <param name="Entries">In the order of their keys.</param>
public sealed record CoordinationView(long Revision, IReadOnlyList<CoordinationEntry> Entries);

/// <summary>One key and what is under it.</summary>
/// <param name="Key">Below the cluster's prefix.</param>
/// <param name="Value">What it holds.</param>
/// <param name="CreateRevision">When the key came to be; a fencing token for as long as it is there.</param>
/// <param name="ModRevision">When it was last written.</param>
/// <param name="LeaseId">The lease that it goes with; 0 for none.</param>
public sealed record CoordinationEntry(string Key, ReadOnlyMemory<byte> Value, long CreateRevision, long ModRevision, long LeaseId);

/// <summary>What one revision changed.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Written">Entries that were made or changed.</param>
/// <param name="Deleted">Keys that are gone, by deletion or with their lease.</param>
public sealed record CoordinationChanges(long Revision, IReadOnlyList<CoordinationEntry> Written, IReadOnlyList<string> Deleted);
