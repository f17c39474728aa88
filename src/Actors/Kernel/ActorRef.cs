using ModelCluster.Actors.Kernel.Cells;

namespace ModelCluster.Actors.Kernel;

/// <summary>A handle to an actor of any message type: enough to watch, stop and name it. Thread safe.</summary>
public abstract class ActorRef
{
    private protected ActorRef()
    {
    }

    /// <summary>Where the actor stands in the hierarchy.</summary>
    public ActorPath Path => Cell.Path;

    /// <summary>Completes, never fails, once the actor and all its children have stopped for good; a restart does not complete it.</summary>
    /// <remarks>For code outside actors; an actor uses <see cref="ActorContext{T}.Watch"/>.</remarks>
    public Task Terminated => Cell.Terminated;

    internal abstract ActorCell Cell { get; }

    /// <inheritdoc/>
    public override string ToString() => Path.ToString();
}
