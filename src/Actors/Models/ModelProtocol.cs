using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.Commands;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>What a model's supervisor understands.</summary>
public interface IModelMessage;

/// <summary>The messages of a model supervisor.</summary>
public static class ModelProtocol
{
    /// <summary>The full wanted state of the model, as the source sees it now. Calls off a <see cref="Leave"/>.</summary>
    public sealed record SetAspired(AspiredModel Model) : IModelMessage;

    /// <summary>
    /// Decide a command, write it down, do it; answered when it is done or has failed: a load when every wanted version is
    /// available or has failed, an unload when all are gone.
    /// </summary>
    /// <param name="Command">What.</param>
    /// <param name="Cause">Who asked.</param>
    /// <param name="IsDryRun">True: only say what would change.</param>
    /// <param name="ReplyTo">Whom to tell.</param>
    public sealed record Control(ModelCommand Command, Cause Cause, bool IsDryRun, ReplyTo<ControlOutcome> ReplyTo) : IModelMessage;

    /// <summary>Retire every version for the end of the node; answered when all are gone. Nothing of it is written down.</summary>
    public sealed record Stop(ReplyTo<AdminOutcome> ReplyTo) : IModelMessage;

    /// <summary>A request came for a lazy model.</summary>
    public sealed record Activate : IModelMessage;

    /// <summary>
    /// The model is gone from the source: retire everything, then say <see cref="RegistryProtocol.Left"/> with this number.
    /// </summary>
    public sealed record Leave(int Number) : IModelMessage;

    /// <summary>A lazy model was not asked for so long that its memory is wanted: it sleeps until the next request.</summary>
    public sealed record Sleep : IModelMessage;

    /// <summary>The load asks for so many replicas of each version.</summary>
    public sealed record Scale(int Replicas, string Reason) : IModelMessage;

    internal sealed record HistoryRecovered(ModelIntent Intent) : IModelMessage;

    internal sealed record BeginWithoutHistory : IModelMessage;

    /// <summary>Decide again: a command that waited for a version.</summary>
    internal sealed record Again(PendingCommand Command) : IModelMessage;

    /// <summary>The past that a roll-back goes to was read, or could not be.</summary>
    internal sealed record PastRead(PendingCommand Command, Past? Past, string Problem) : IModelMessage;

    internal sealed record Decided(PendingCommand Command, Outcome Outcome) : IModelMessage;

    /// <summary>All that was to be written before the model leaves was written.</summary>
    internal sealed record HistoryWritten(int LeaveNumber) : IModelMessage;

    /// <summary>A drained servable has answered what it had accepted.</summary>
    internal sealed record Emptied : IModelMessage;

    internal sealed record NamesDropped(Outcome Outcome) : IModelMessage;

    internal sealed record Changed(ServableProtocol.Observed Observed) : IModelMessage;

    internal sealed record ServableGone(int Number) : IModelMessage;

    internal sealed record Retry(int Number) : IModelMessage;
}
