namespace ModelCluster.Api.Http.Deployments;

/// <summary>
/// Marks a connection that came in on the deployments' own listener: set it as a feature of the connection. Only the paths of the
/// deployments answer there, at its root.
/// </summary>
public sealed class DeploymentsListener
{
    /// <summary>The mark.</summary>
    public static DeploymentsListener Instance { get; } = new();

    private DeploymentsListener()
    {
    }
}
