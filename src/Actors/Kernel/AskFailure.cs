namespace ModelCluster.Actors.Kernel;

/// <summary>Why an ask got no reply.</summary>
public enum AskFailure
{
    /// <summary>The actor had stopped, or stopped before it came to the message. Asking the same reference again cannot help.</summary>
    ActorStopped,

    /// <summary>The bounded mailbox was full. Asking again later may help.</summary>
    MailboxFull,

    /// <summary>The actor threw while handling the message; the inner exception says what.</summary>
    ActorFailed,
}
