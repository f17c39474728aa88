namespace ModelCluster.Actors.Kernel;

/// <summary>A message that no actor handled.</summary>
/// <remarks>
/// A message that is <see cref="IDisposable"/> owns what it carries. Ownership passes to the actor that handles it; a dead letter
/// is disposed by the kernel, right after it was reported.
/// </remarks>
/// <param name="Actor">Whom it was for.</param>
/// <param name="Message">The message.</param>
/// <param name="Reason">Why it was not handled.</param>
public sealed record DeadLetter(ActorPath Actor, object Message, DeadLetterReason Reason);
