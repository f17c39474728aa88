using System.Diagnostics.CodeAnalysis;

namespace ModelCluster.Contracts.Ids;

/// <summary>
/// Which version a request wants: the newest available (<c>default</c>), or the newest of a range. One exact
/// version is a range of one.
/// </summary>
/// <param name="Range">The versions that will do; null for any.</param>
public readonly record struct VersionSelector(VersionRange? Range)
{
    /// <summary>The newest available version.</summary>
    public static VersionSelector Latest => default;

    /// <summary>Exactly this version.</summary>
    public static VersionSelector Exactly(ModelVersion version) =>
        new(new VersionRange(version.Major, version.Minor, version.Patch));

    /// <summary>Reads what a URL or message says: empty for the newest, else a version or a range.</summary>
    public static bool TryParse(string? text, out VersionSelector selector, [NotNullWhen(false)] out string? error)
    {
        selector = default;
        error = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!VersionRange.TryParse(text, out var range))
        {
            error = $"'{text}' is not a version; one to three numbers such as 3, 1.2.3, or a range such as 1.x are allowed";
            return false;
        }

        selector = new VersionSelector(range);
        return true;
    }

    /// <summary>True if <paramref name="version"/> will do.</summary>
    public bool Accepts(ModelVersion version) => Range?.Contains(version) ?? true;

    /// <summary>As errors print it: <c>latest</c>, <c>3.0.0</c> or <c>1.x.x</c>.</summary>
    public override string ToString() => Range?.ToString() ?? "latest";
}
