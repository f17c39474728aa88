namespace ModelCluster.Contracts.Deployments;

/// <summary>How a change of a deployment ended.</summary>
/// <param name="Status">The kind.</param>
/// <param name="Problems">What was wrong, and with which field; a problem of no field has an empty name. Empty when done.</param>
/// <param name="Record">The record that counts after the change, or the last one before a deletion; null where there is none.</param>
public sealed record DeploymentOutcome(DeploymentStatus Status, IReadOnlyList<FieldProblem> Problems, DeploymentRecord? Record)
{
    /// <summary>Done.</summary>
    public static DeploymentOutcome Done(DeploymentRecord? record) => new(DeploymentStatus.Done, [], record);

    /// <summary>Refused; nothing has changed.</summary>
    public static DeploymentOutcome Refused(DeploymentStatus status, string message, string field = "") =>
        new(status, [new FieldProblem(field, message)], null);
}

/// <summary>Kinds of <see cref="DeploymentOutcome"/>.</summary>
public enum DeploymentStatus
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>The request is wrong.</summary>
    Invalid,

    /// <summary>No such deployment, record or version.</summary>
    NotFound,

    /// <summary>The request is right, but what is deployed or served already leaves no room for it.</summary>
    Conflict,

    /// <summary>The journal cannot be used now; nothing has changed, or it will be known later whether it has.</summary>
    Unavailable,
}
