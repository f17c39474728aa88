using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Models;

/// <summary>Which of the versions in the repository are to be served.</summary>
public abstract record VersionPolicy
{
    private VersionPolicy()
    {
    }

    /// <summary>What a model without a policy gets: the newest version.</summary>
    public static VersionPolicy Default { get; } = new Latest(1);

    /// <summary>The aspired versions: the subset of <paramref name="found"/> that this policy wants, newest first.</summary>
    public IReadOnlyList<ModelVersion> Select(IEnumerable<ModelVersion> found)
    {
        var newestFirst = found.OrderDescending();
        return this switch
        {
            Latest latest => [.. newestFirst.Take(latest.Count)],
            Specific specific => [.. newestFirst.Where(specific.Versions.Contains)],
            Ranges ranges => [.. ranges.Wanted.SelectMany(range => newestFirst.Where(range.Contains).Take(1)).Distinct().OrderDescending()],
            _ => [.. newestFirst],
        };
    }

    /// <summary>The newest <paramref name="Count"/> versions, at least 1.</summary>
    public sealed record Latest(int Count) : VersionPolicy;

    /// <summary>Every version.</summary>
    public sealed record All : VersionPolicy;

    /// <summary>These versions and no others.</summary>
    public sealed record Specific(IReadOnlyList<ModelVersion> Versions) : VersionPolicy;

    /// <summary>The newest version of each range.</summary>
    public sealed record Ranges(IReadOnlyList<VersionRange> Wanted) : VersionPolicy;
}
