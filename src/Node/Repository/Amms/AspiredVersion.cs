using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>
/// The grammar of <c>aspired_version</c>: one to three parts separated by '.' or '_', each a number or 'x', the first one a
/// number. What follows an 'x' is 'x' too, whatever is written: <c>1.x.5</c> is <c>1.x.x</c>. Missing numbers are 0.
/// </summary>
internal static class AspiredVersion
{
    /// <summary>What is allowed, for errors.</summary>
    public const string Allowed = "a version such as 1, 1.2 or 1.2.3, or a range such as 1.x or 1.2.x";

    /// <summary>Reads one; null if it is none.</summary>
    public static VersionRange? Parse(string text)
    {
        if (!VersionRange.TryParse(text, out var range))
            return null;
        return range.Minor is null ? range with { Patch = null } : range;
    }
}
