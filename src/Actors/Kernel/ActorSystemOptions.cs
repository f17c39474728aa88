namespace ModelCluster.Actors.Kernel;

/// <summary>Settings of an actor system.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>What happens when a top-level actor fails.</summary>
    public SupervisorStrategy GuardianStrategy { get; init; } = SupervisorStrategy.Default;

    /// <summary>How long disposing the system may take; positive. Default 30 s.</summary>
    public TimeSpan ShutdownBudget { get; init; } = TimeSpan.FromSeconds(30);
}
