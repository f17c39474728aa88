using ModelCluster.Actors.Kernel.Supervision;

namespace ModelCluster.Actors.Kernel.Cells;

/// <summary>
/// What the kernel keeps of an actor whatever its message type: its place, its life, its family and its turns.
/// All of it is changed in the cell's own turn, which runs on one thread at a time; other threads only post.
/// </summary>
/// <remarks>
/// Read on: ActorCell.Turn.cs (how a turn goes), .Lifecycle.cs (start, restart, stop), .Supervision.cs (failures, its own and
/// its children's), .Watch.cs, and ActorCell{T}.cs (mailbox and instance).
/// </remarks>
internal abstract partial class ActorCell(ActorSystem system, ActorCell? parent, ActorPath path)
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ActorState _state = ActorState.Starting;

    public ActorSystem System => system;

    public ActorCell? Parent => parent;

    public ActorPath Path => path;

    public ChildRegistry Children { get; } = new(path);

    public ActorState State => _state;

    public Task Terminated => _terminated.Task;

    public long Processed { get; protected set; }

    public int Restarts { get; private set; }

    public ActorFailure? LastFailure { get; private set; }

    /// <summary>Of this actor as a child; for its parent's turn only.</summary>
    public RestartHistory RestartHistory;

    /// <summary>The reference that the actor's own code knows.</summary>
    public abstract ActorRef Ref { get; }

    /// <summary>A consistent enough picture, from any thread.</summary>
    public abstract ActorStats Inspect();

    public override string ToString() => $"{path} ({_state})";
}
