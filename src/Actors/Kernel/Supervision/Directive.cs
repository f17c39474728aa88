namespace ModelCluster.Actors.Kernel;

/// <summary>What a parent does about the failure of a child.</summary>
public enum Directive
{
    /// <summary>Keep the instance and its state, go on with the next message. A child that never started is restarted.</summary>
    Resume,

    /// <summary>Replace the instance after the backoff, keep the mailbox; stop when the limit is reached.</summary>
    Restart,

    /// <summary>Stop the child for good.</summary>
    Stop,

    /// <summary>The parent fails with the same exception; its own parent decides.</summary>
    Escalate,
}
