using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Actors.Deployments;

/// <summary>What to do next with a version that is being rolled out. Stateless and pure.</summary>
public static class RolloutPolicy
{
    /// <summary>Fewer failed requests than this prove nothing.</summary>
    public const int MinFailed = 5;

    /// <summary>The part of failed requests above which a version has failed.</summary>
    public const double MaxErrorRate = 0.1;

    /// <summary>The next step.</summary>
    /// <param name="record">What is rolled out.</param>
    /// <param name="rollout">How far it is, with <paramref name="observation"/> taken in.</param>
    /// <param name="observation">How it does.</param>
    public static RolloutStep Next(DeploymentRecord record, Rollout rollout, DeploymentObservation observation)
    {
        if (observation.Failure is { } failure)
            return new RolloutStep(RolloutStepKind.Fail, $"it could not be loaded: {failure}");
        var requests = observation.Answered + observation.Failed;
        if (observation.Failed >= MinFailed && observation.Failed > MaxErrorRate * requests)
            return new RolloutStep(RolloutStepKind.Fail, $"{observation.Failed} of {requests} requests failed");
        if (rollout.ReadySince is not { } since)
            return RolloutStep.Wait;
        var waited = observation.Time - since;
        if (rollout.Replicas < record.Settings.Scale)
            return waited >= DelayOf(record) ? new RolloutStep(RolloutStepKind.AddReplica) : RolloutStep.Wait;
        return waited >= Duration(record.Settings.DeployMonitorPeriod) ? new RolloutStep(RolloutStepKind.Complete) : RolloutStep.Wait;
    }

    /// <summary>From one new replica to the next.</summary>
    internal static TimeSpan DelayOf(DeploymentRecord record) => Duration(record.Settings.DeployDelay);

    /// <summary>Settings are checked before they are saved.</summary>
    private static TimeSpan Duration(string text) => Quantity.TryDuration(text, out var duration) ? duration : TimeSpan.Zero;
}

/// <summary>One step of a roll-out.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Reason">Why; for a failure.</param>
public sealed record RolloutStep(RolloutStepKind Kind, string Reason = "")
{
    /// <summary>Nothing to do yet.</summary>
    public static RolloutStep Wait { get; } = new(RolloutStepKind.Wait);
}

/// <summary>Kinds of <see cref="RolloutStep"/>.</summary>
public enum RolloutStepKind
{
    /// <summary>Nothing to do yet.</summary>
    Wait,

    /// <summary>Start one replica more.</summary>
    AddReplica,

    /// <summary>It has stood its monitor period.</summary>
    Complete,

    /// <summary>It has failed within its monitor period.</summary>
    Fail,
}
