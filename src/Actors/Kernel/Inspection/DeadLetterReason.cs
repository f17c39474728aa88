namespace ModelCluster.Actors.Kernel;

/// <summary>Why a message was not handled.</summary>
public enum DeadLetterReason
{
    /// <summary>The actor had stopped, or stopped before it came to the message.</summary>
    ActorStopped,

    /// <summary>The bounded mailbox was full.</summary>
    MailboxFull,

    /// <summary>The actor did not understand it.</summary>
    Unhandled,
}
