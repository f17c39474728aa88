using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Deployments;

/// <summary>What the parent of all deployments understands.</summary>
public interface IDeploymentsMessage;

/// <summary>The messages of the parent of all deployments.</summary>
public static class DeploymentsProtocol
{
    /// <summary>Pass a message to the deployment of this name, which begins to be if it was not.</summary>
    public sealed record For(ModelName Name, IDeploymentMessage Message) : IDeploymentsMessage;

    internal sealed record Found(IReadOnlyList<ModelName> Names) : IDeploymentsMessage;

    internal sealed record NotFound(string Reason) : IDeploymentsMessage;

    internal sealed record ReadAgain : IDeploymentsMessage;

    internal sealed record Tick : IDeploymentsMessage;
}
