namespace ModelCluster.Contracts.Sessions;

/// <summary>Names of platforms that others than those who load them must know.</summary>
public static class Platforms
{
    /// <summary>A model made of other models.</summary>
    public const string Pipeline = "modelcluster_pipeline";
}
