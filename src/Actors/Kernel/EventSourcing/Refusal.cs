namespace ModelCluster.Actors.Kernel;

/// <summary>Why a decision did not take place. The actor's state is as it was.</summary>
/// <param name="Reason">The kind.</param>
/// <param name="Message">What is wrong and what to do; for people.</param>
public sealed record Refusal(RefusalReason Reason, string Message);
