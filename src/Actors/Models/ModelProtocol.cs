using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Admin;
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
    /// Serve the model, also if it was unloaded, and try failed versions again; answered when every wanted version is
    /// available or has failed.
    /// </summary>
    /// <param name="ReplyTo">Whom to tell.</param>
    /// <param name="Cause">Who asked; null: the node itself.</param>
    public sealed record Load(ReplyTo<AdminOutcome> ReplyTo, Cause? Cause = null) : IModelMessage;

    /// <summary>Retire every version and keep it so; answered when all are gone.</summary>
    /// <param name="ReplyTo">Whom to tell.</param>
    /// <param name="IsLasting">True: also when the node starts again. False: for the end of the node.</param>
    /// <param name="Cause">Who asked; null: the node itself.</param>
    public sealed record Unload(ReplyTo<AdminOutcome> ReplyTo, bool IsLasting = true, Cause? Cause = null) : IModelMessage;

    /// <summary>A request came for a lazy model.</summary>
    public sealed record Activate : IModelMessage;

    /// <summary>
    /// The model is gone from the source: retire everything, then say <see cref="RegistryProtocol.Left"/> with this number.
    /// </summary>
    public sealed record Leave(int Number) : IModelMessage;

    internal sealed record HistoryRecovered(ModelIntent Intent) : IModelMessage;

    internal sealed record BeginWithoutHistory : IModelMessage;

    internal sealed record LoadWritten(ReplyTo<AdminOutcome> ReplyTo) : IModelMessage;

    internal sealed record UnloadWritten(ReplyTo<AdminOutcome> ReplyTo) : IModelMessage;

    internal sealed record Changed(ServableProtocol.Observed Observed) : IModelMessage;

    internal sealed record ServableGone(int Number) : IModelMessage;

    internal sealed record Retry(int Number) : IModelMessage;
}
