using FsCheck;

namespace ModelCluster.Contracts.Tests;

internal static class PropertyExtensions
{
    /// <summary>Tries a hundred cases; the smallest that fails is in the message.</summary>
    public static void Holds(this Property property) => property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
