using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Serving;

/// <summary>Writes what the actor system reports to the log. Thread-safe.</summary>
internal sealed partial class ActorEventsLog(ILogger<ActorEventsLog> logger) : IActorEvents
{
    public void ActorFailed(ActorFailure failure, Directive directive, TimeSpan backoff) =>
        LogActorFailed(failure.Exception, failure.Actor, directive, backoff);

    public void HookFailed(ActorFailure failure, string hook) => LogHookFailed(failure.Exception, failure.Actor, hook);

    public void DeadLettered(DeadLetter letter) => LogDeadLetter(letter.Actor, letter.Message.GetType().Name, letter.Reason);

    public void ShutdownTaskFailed(ShutdownResult result) =>
        LogShutdown(result.Exception, result.Task, result.Outcome, result.Took);

    [LoggerMessage(EventIds.ActorsActorFailed, LogLevel.Error, "actor {Actor} failed: {Directive} after {Backoff}")]
    private partial void LogActorFailed(Exception exception, ActorPath actor, Directive directive, TimeSpan backoff);

    [LoggerMessage(EventIds.ActorsHookFailed, LogLevel.Error, "{Hook} of actor {Actor} failed")]
    private partial void LogHookFailed(Exception exception, ActorPath actor, string hook);

    [LoggerMessage(EventIds.ActorsDeadLetter, LogLevel.Debug, "{Message} to {Actor} was not delivered: {Reason}")]
    private partial void LogDeadLetter(ActorPath actor, string message, DeadLetterReason reason);

    [LoggerMessage(EventIds.ActorsShutdown, LogLevel.Warning, "shutdown task {Task}: {Outcome} after {Took}")]
    private partial void LogShutdown(Exception? exception, string task, ShutdownOutcome outcome, TimeSpan took);
}
