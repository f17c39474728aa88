namespace ModelCluster.Actors.Journal;

/// <summary>What the journal allows.</summary>
public static class JournalLimits
{
    /// <summary>The most records in one page.</summary>
    public const int MaxPage = 10_000;

    /// <summary>The most events in one append.</summary>
    public const int MaxAppend = 10_000;

    /// <summary>The longest persistence id, in characters.</summary>
    public const int MaxIdLength = 200;

    /// <summary>Checks a persistence id.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, or holds control characters.</exception>
    public static void CheckId(string persistenceId)
    {
        ArgumentNullException.ThrowIfNull(persistenceId);
        if (persistenceId.Length is 0 or > MaxIdLength || persistenceId.Any(char.IsControl))
            throw new ArgumentException(
                $"'{persistenceId}' is no persistence id: 1 to {MaxIdLength} characters without control characters.", nameof(persistenceId));
    }

    /// <summary>Checks the size of a page.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 1 to <see cref="MaxPage"/>.</exception>
    public static void CheckPage(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
    }
}
