namespace ModelCluster.Actors.Kernel;

/// <summary>What an actor system reports; the host writes it to its log and counts it.</summary>
/// <remarks>Called from actor turns and sender threads, several at once: must be thread safe, quick, and must not throw.</remarks>
public interface IActorEvents
{
    /// <summary>An actor failed and its parent decided.</summary>
    /// <param name="failure">The actor and its exception.</param>
    /// <param name="directive">The decision; <see cref="Directive.Stop"/> also when the restart limit was reached.</param>
    /// <param name="backoff">The wait before a restart, else zero.</param>
    void ActorFailed(ActorFailure failure, Directive directive, TimeSpan backoff);

    /// <summary>Code of an actor or a message on its way out threw; the stop or restart went on.</summary>
    /// <param name="failure">The actor and its exception.</param>
    /// <param name="hook">PostStop, PreRestart, PipeToSelf (its functions), or Dispose of a dead letter.</param>
    void HookFailed(ActorFailure failure, string hook);

    /// <summary>A message was not handled.</summary>
    void DeadLettered(DeadLetter letter);

    /// <summary>A shutdown task failed, ran out of time or was left out; the shutdown went on.</summary>
    void ShutdownTaskFailed(ShutdownResult result);
}
