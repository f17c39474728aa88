using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Models.History;

/// <summary>
/// A supervisor's way to its model's history; without a journal, what was decided is kept for as long as the node runs. Used in
/// the supervisor's turn.
/// </summary>
internal sealed class SupervisorHistory
{
    /// <summary>What may wait while the journal is slow or away; what comes after is left out of the history.</summary>
    private const int MaxWaiting = 1_000;

    private const string NotRead =
        "the model's history could not be read yet, so that nothing can be changed for good; the log says why";

    private readonly ModelName _model;
    private readonly ModelsLog _log;
    private ActorRef<IHistoryMessage>? _actor;
    private ModelIntent _local;
    private long _sequenceNr;

    /// <param name="model">Whose.</param>
    /// <param name="log">Where it is said what could not be written.</param>
    /// <param name="known">What counts where there is no journal.</param>
    internal SupervisorHistory(ModelName model, ModelsLog log, ModelIntent known) => (_model, _log, _local) = (model, log, known);

    /// <summary>True once the model's history was read; before, nothing can be changed for good.</summary>
    internal bool IsOpen { get; set; }

    /// <summary>The last event of the history; 0 before the first. Any thread may ask.</summary>
    internal long SequenceNr => Volatile.Read(ref _sequenceNr);

    /// <summary>True when there is a journal.</summary>
    internal bool IsKept => _actor is not null;

    /// <summary>Starts to read the history; <paramref name="recovered"/> is sent when it was, and again should it turn out to have grown.</summary>
    internal void Open(EventSourcing<ModelIntent, IModelEvent> sourcing, ActorContext<IModelMessage> context, Func<ModelIntent, IModelMessage> recovered)
    {
        var supervisor = context.Self;
        var props = Props.Create<IHistoryMessage>(() => new ModelHistoryActor(
            _model.Value, sourcing, intent => supervisor.Tell(recovered(intent)), at => Volatile.Write(ref _sequenceNr, at))).WithBoundedMailbox(MaxWaiting);
        _actor = context.Spawn(props, "history");
    }

    /// <summary>Writes down what has happened already; when that fails, the log says so and the model goes on.</summary>
    internal void Happened(Cause cause, params IReadOnlyList<IModelEvent> happened)
    {
        if (happened.Count == 0)
            return;
        if (_actor is null)
            _local = happened.Aggregate(_local, static (state, one) => state.After(one));
        else
            _actor.Tell(new HistoryProtocol.Record(happened, cause, reason => Incomplete(happened, reason)));
    }

    /// <summary>Decides a command by what the history holds; <see cref="Proposal.Decided"/> is called, not in the supervisor's turn.</summary>
    internal void Propose(Proposal proposal)
    {
        if (_actor is null)
            DecideHere(proposal);
        else if (!IsOpen)
            Refuse(proposal, NotRead);
        else if (!_actor.TryTell(new HistoryProtocol.Propose(proposal)))
            Refuse(proposal, "too many changes wait to be written; try again");
    }

    private void DecideHere(Proposal proposal)
    {
        var before = _local;
        var verdict = proposal.Decide(before);
        var after = verdict is Verdict.Accepted accepted ? accepted.Events.Aggregate(before, static (state, one) => state.After(one)) : before;
        if (!proposal.IsDryRun)
            _local = after;
        proposal.Decided(new Outcome(verdict, before, after, 0));
    }

    private void Refuse(Proposal proposal, string reason) => proposal.Decided(new Outcome(Verdict.NotNow(reason), _local, _local, 0));

    private void Incomplete(IReadOnlyList<IModelEvent> happened, string reason)
    {
        foreach (var one in happened)
            _log.HistoryIncomplete(_model, one.GetType().Name, reason);
    }
}
