namespace ModelCluster.Actors.Kernel;

/// <summary>What became of one shutdown task.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Task">Its name.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Took">How long it ran.</param>
/// <param name="Exception">What it threw, when it failed.</param>
public sealed record ShutdownResult(int Phase, string Task, ShutdownOutcome Outcome, TimeSpan Took, Exception? Exception = null);
