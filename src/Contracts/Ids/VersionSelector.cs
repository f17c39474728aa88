using System.Diagnostics.CodeAnalysis;

namespace ModelCluster.Contracts.Ids;

/// <summary>
/// Which version a request wants: the newest available (<c>default</c>), or the newest of a range. One exact
/// version is a range of one.
/// </summary>
/// <param name="Range">The versions that will do; null for any.</param>
/// <param name="Text">As the client wrote it, for messages; empty for the newest.</param>
public readonly record struct VersionSelector(VersionRange? Range, string? Text = null)
{
    /// <summary>The label that names the version; null for none. With a label there is no range.</summary>
    public string? Label { get; init; }

    /// <summary>The newest available version.</summary>
    public static VersionSelector Latest => default;

    /// <summary>Exactly this version.</summary>
    public static VersionSelector Exactly(ModelVersion version) =>
        new(new VersionRange(version.Major, version.Minor, version.Patch), version.ToString());

    /// <summary>The version that a label points at.</summary>
    public static VersionSelector Labelled(string label) => new(null, label) { Label = label };

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

        selector = new VersionSelector(range, text);
        return true;
    }

    /// <summary>True if <paramref name="version"/> will do.</summary>
    public bool Accepts(ModelVersion version) => Range?.Contains(version) ?? true;

    /// <summary>As errors print it: <c>latest</c>, or what the client wrote.</summary>
    public override string ToString() => Text ?? Range?.ToString() ?? "latest";
}
