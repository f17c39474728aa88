namespace ModelCluster.Actors.Deployments;

/// <summary>How the version that is to be served does at one moment.</summary>
/// <param name="Time">When.</param>
/// <param name="Version">Which.</param>
/// <param name="Ready">Replicas that take requests.</param>
/// <param name="Failure">Why it cannot be loaded; null while nothing has failed.</param>
/// <param name="Answered">Requests it has answered since it was loaded.</param>
/// <param name="Failed">Requests it has not answered although nothing was wrong with them.</param>
public sealed record DeploymentObservation(DateTimeOffset Time, int Version, int Ready, string? Failure, long Answered, long Failed);
