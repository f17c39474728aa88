namespace ModelCluster.Actors.Kernel;

/// <summary>An ask that will get no reply, known before its timeout.</summary>
public sealed class AskFailedException : Exception
{
    internal AskFailedException(ActorPath actor, AskFailure failure, Exception? inner = null)
        : base(Describe(actor, failure), inner)
    {
        Actor = actor;
        Failure = failure;
    }

    /// <summary>The actor that was asked.</summary>
    public ActorPath Actor { get; }

    /// <summary>Why there will be no reply.</summary>
    public AskFailure Failure { get; }

    private static string Describe(ActorPath actor, AskFailure failure) => failure switch
    {
        AskFailure.ActorStopped => $"Actor {actor} has stopped and cannot answer.",
        AskFailure.MailboxFull => $"The mailbox of actor {actor} is full; ask again later.",
        _ => $"Actor {actor} failed while handling the request; see the inner exception.",
    };
}
