namespace ModelCluster.Contracts.Coordination;

/// <summary>Changes that are done together, if all conditions hold. Immutable.</summary>
/// <param name="Conditions">What must be so; empty: nothing.</param>
/// <param name="Changes">What to do; each key at most once.</param>
public sealed record Transaction(IReadOnlyList<Condition> Conditions, IReadOnlyList<Change> Changes)
{
    /// <summary>One write without a condition.</summary>
    public static Transaction Put(string key, ReadOnlyMemory<byte> value, long leaseId = 0) => new([], [new Change.Write(key, value, leaseId)]);

    /// <summary>One deletion without a condition.</summary>
    public static Transaction Delete(string key) => new([], [new Change.Remove(key)]);
}

/// <summary>Something that must be so for a transaction to be done.</summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>There is no such key.</summary>
    public sealed record Absent(string Key) : Condition;

    /// <summary>The key was last written at this revision, and not since.</summary>
    public sealed record Unchanged(string Key, long ModRevision) : Condition;

    /// <summary>The key came to be at this revision and has been there ever since: its owner is still the same.</summary>
    public sealed record SameSince(string Key, long CreateRevision) : Condition;
}

/// <summary>Something that a transaction does.</summary>
public abstract record Change
{
    private Change()
    {
    }

    /// <summary>Makes or replaces an entry.</summary>
    /// <param name="Key">Its key.</param>
    /// <param name="Value">What it is to hold.</param>
    /// <param name="LeaseId">The lease that it goes with; 0 for none.</param>
    public sealed record Write(string Key, ReadOnlyMemory<byte> Value, long LeaseId = 0) : Change;

    /// <summary>Deletes an entry; nothing if there is none.</summary>
    public sealed record Remove(string Key) : Change;

    /// <summary>Deletes every entry whose key begins with a prefix.</summary>
    public sealed record RemoveAll(string Prefix) : Change;
}

/// <summary>How a transaction ended.</summary>
/// <param name="IsDone">False: a condition did not hold, and nothing changed.</param>
/// <param name="Revision">Of the store afterwards; where it was done and changed something, that of its changes.</param>
public readonly record struct TransactionResult(bool IsDone, long Revision);
