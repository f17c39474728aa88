using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.History;

/// <summary>A supervisor's way to its model's history. Used in the supervisor's turn.</summary>
internal sealed class SupervisorHistory
{
    /// <summary>What may wait while the journal is slow or away; what comes after is left out of the history.</summary>
    private const int MaxWaiting = 1_000;

    private readonly ActorRef<IHistoryMessage> _actor;
    private readonly ModelName _model;
    private readonly ModelsLog _log;

    private SupervisorHistory(ActorRef<IHistoryMessage> actor, ModelName model, ModelsLog log)
    {
        _actor = actor;
        _model = model;
        _log = log;
    }

    /// <summary>True once the model's history was read; before, nothing can be changed for good.</summary>
    internal bool IsOpen { get; set; }

    /// <summary>Starts to read the history; <paramref name="recovered"/> is sent when it was, and again should it turn out to have grown.</summary>
    internal static SupervisorHistory? Open(
        ServingParts parts, ActorContext<IModelMessage> context, ModelName model, Func<ModelIntent, IModelMessage> recovered)
    {
        if (parts.History is not { } sourcing)
            return null;
        var supervisor = context.Self;
        var props = Props.Create<IHistoryMessage>(
            () => new ModelHistoryActor(model.Value, sourcing, intent => supervisor.Tell(recovered(intent)))).WithBoundedMailbox(MaxWaiting);
        return new SupervisorHistory(context.Spawn(props, "history"), model, parts.Log);
    }

    /// <summary>Writes down what has happened already; when that fails, the log says so and the model goes on.</summary>
    internal void Happened(IModelEvent happened, CauseKind kind, string cause) =>
        _actor.Tell(new HistoryProtocol.Record(
            happened, new Cause(kind, cause), Refused: reason => _log.HistoryIncomplete(_model, happened.GetType().Name, reason)));

    /// <summary>Writes down what is about to be done; exactly one of the two is called, not in the supervisor's turn.</summary>
    internal void Before(IModelEvent planned, Cause cause, Action written, Action<string> refused)
    {
        if (!IsOpen)
            refused("the model's history could not be read yet, so that nothing can be changed for good; the log says why");
        else if (!_actor.TryTell(new HistoryProtocol.Record(planned, cause, written, refused)))
            refused("too many changes wait to be written; try again");
    }
}
