using System.Collections.Concurrent;
using ModelCluster.Actors.Kernel;

namespace ModelCluster.TestKit;

/// <summary>Keeps what an actor system reports, in order per kind.</summary>
public sealed class RecordedEvents : IActorEvents
{
    public ConcurrentQueue<(ActorFailure Failure, Directive Directive, TimeSpan Backoff)> Failures { get; } = new();

    public ConcurrentQueue<(ActorFailure Failure, string Hook)> HookFailures { get; } = new();

    public ConcurrentQueue<DeadLetter> DeadLetters { get; } = new();

    public ConcurrentQueue<ShutdownResult> ShutdownFailures { get; } = new();

    public void ActorFailed(ActorFailure failure, Directive directive, TimeSpan backoff) => Failures.Enqueue((failure, directive, backoff));

    public void HookFailed(ActorFailure failure, string hook) => HookFailures.Enqueue((failure, hook));

    public void DeadLettered(DeadLetter letter) => DeadLetters.Enqueue(letter);

    public void ShutdownTaskFailed(ShutdownResult result) => ShutdownFailures.Enqueue(result);
}
