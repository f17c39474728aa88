namespace ModelCluster.Actors.Kernel;

/// <summary>One failure of one actor.</summary>
/// <param name="Actor">Which actor.</param>
/// <param name="Exception">What it threw.</param>
/// <param name="At">When, UTC.</param>
public sealed record ActorFailure(ActorPath Actor, Exception Exception, DateTimeOffset At);
