namespace ModelCluster.Contracts.History;

/// <summary>Which entries of a history are wanted, and in which order. Immutable.</summary>
public sealed record HistoryQuery
{
    /// <summary>The first sequence number wanted, from 1; newest first: null for the newest.</summary>
    public long? From { get; init; }

    /// <summary>The most entries wanted, 1 to <see cref="IModelHistory.MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>True: from <see cref="From"/> backwards.</summary>
    public bool IsNewestFirst { get; init; }

    /// <summary>What happened, such as <c>version-loaded</c>; empty for everything.</summary>
    public IReadOnlyCollection<string> Types { get; init; } = [];

    /// <summary>Names of causes; empty for all.</summary>
    public IReadOnlyCollection<string> Causes { get; init; } = [];

    /// <summary>The earliest time wanted; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest time wanted; null for any.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True for an entry that is wanted, wherever it stands.</summary>
    public bool Accepts(HistoryEntry entry) =>
        (Types.Count == 0 || Types.Contains(entry.Type, StringComparer.Ordinal))
        && (Causes.Count == 0 || Causes.Contains(entry.Cause.Name, StringComparer.Ordinal))
        && !(entry.Time < Since)
        && !(entry.Time > Until);
}
