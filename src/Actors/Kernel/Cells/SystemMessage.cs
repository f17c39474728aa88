namespace ModelCluster.Actors.Kernel.Cells;

/// <summary>What cells tell each other; handled before any waiting message of the actor's own protocol. Sent once each.</summary>
internal abstract record SystemMessage
{
    /// <summary>The link of the queue it waits in.</summary>
    public SystemMessage? Next { get; set; }

    public sealed record Start : SystemMessage;

    public sealed record Stop : SystemMessage;

    public sealed record Resume : SystemMessage;

    public sealed record Restart(Exception Reason, TimeSpan Backoff) : SystemMessage;

    public sealed record BackoffElapsed : SystemMessage;

    public sealed record ChildFailed(ActorCell Child, Exception Reason) : SystemMessage;

    public sealed record ChildTerminated(ActorCell Child) : SystemMessage;

    /// <summary>Goes on with what one instance began; dropped when it has been replaced.</summary>
    public sealed record Continue(object Instance, Action Run) : SystemMessage;

    public sealed record Watch(ActorCell Watcher) : SystemMessage;

    public sealed record Unwatch(ActorCell Watcher) : SystemMessage;
}
