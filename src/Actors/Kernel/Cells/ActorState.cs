namespace ModelCluster.Actors.Kernel;

/// <summary>Where an actor is in its life.</summary>
public enum ActorState
{
    /// <summary>Its first instance is not made yet.</summary>
    Starting,

    /// <summary>It handles messages.</summary>
    Running,

    /// <summary>It failed; messages wait until its parent has decided.</summary>
    Failed,

    /// <summary>The old instance is gone; messages wait for the children to stop, the backoff to pass and the new instance to start.</summary>
    Restarting,

    /// <summary>It waits for its children to stop.</summary>
    Stopping,

    /// <summary>It is gone for good.</summary>
    Stopped,
}
