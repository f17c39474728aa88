using FsCheck;

namespace ModelCluster.Cluster.Tests;

internal static class PropertyExtensions
{
    /// <summary>Tries a few hundred cases; the smallest that fails is in the message.</summary>
    public static void Holds(this Property property) =>
        property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300));
}
