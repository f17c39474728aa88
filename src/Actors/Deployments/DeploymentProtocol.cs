using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Deployments;

/// <summary>What a deployment's actor understands.</summary>
public interface IDeploymentMessage;

/// <summary>The messages of a deployment.</summary>
public static class DeploymentProtocol
{
    /// <summary>Save this record and serve it; its version is given here.</summary>
    public sealed record Deploy(DeploymentRecord Record, Cause Cause, ReplyTo<DeploymentOutcome> ReplyTo) : IDeploymentMessage;

    /// <summary>End serving, and clear the records if asked.</summary>
    public sealed record Delete(bool ClearAllRecords, Cause Cause, ReplyTo<DeploymentOutcome> ReplyTo) : IDeploymentMessage;

    /// <summary>Serve an earlier version again, as a new record.</summary>
    /// <param name="Version">The earlier one.</param>
    /// <param name="DeploymentId">For the new record.</param>
    /// <param name="Time">For the new record.</param>
    /// <param name="Cause">Who asked.</param>
    /// <param name="ReplyTo">Whom to tell.</param>
    public sealed record RollBack(int Version, string DeploymentId, DateTimeOffset Time, Cause Cause, ReplyTo<DeploymentOutcome> ReplyTo) : IDeploymentMessage;

    /// <summary>Serve this version in place of the newest; null: the newest counts again.</summary>
    public sealed record Pin(int? Version, Cause Cause, ReplyTo<DeploymentOutcome> ReplyTo) : IDeploymentMessage;

    /// <summary>How what is served does, told several times a second.</summary>
    public sealed record Observe(DeploymentObservation Observation) : IDeploymentMessage;

    internal sealed record Wiped : IDeploymentMessage;

    internal sealed record NotWiped(string Reason) : IDeploymentMessage;
}
