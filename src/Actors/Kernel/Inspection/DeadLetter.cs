namespace ModelCluster.Actors.Kernel;

/// <summary>A message that no actor handled.</summary>
/// <param name="Actor">Whom it was for.</param>
/// <param name="Message">The message.</param>
/// <param name="Reason">Why it was not handled.</param>
public sealed record DeadLetter(ActorPath Actor, object Message, DeadLetterReason Reason);
