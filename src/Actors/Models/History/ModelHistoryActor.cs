using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.Deciding;
using static ModelCluster.Actors.Models.History.HistoryProtocol;

namespace ModelCluster.Actors.Models.History;

/// <summary>
/// Keeps one model's history in the journal, decides operators' commands by it, and tells the supervisor what must outlive a
/// restart. Beside the supervisor, not in it, so that a journal that is slow or away never keeps a loaded version from serving.
/// </summary>
/// <param name="model">Whose.</param>
/// <param name="sourcing">Where it is kept.</param>
/// <param name="recovered">Told the intent when it came from the journal.</param>
/// <param name="advanced">Told the last sequence number when it has grown.</param>
internal sealed class ModelHistoryActor(
    string model, EventSourcing<ModelIntent, IModelEvent> sourcing, Action<ModelIntent> recovered, Action<long> advanced)
    : EventSourcedActor<IHistoryMessage, ModelIntent, IModelEvent>(PersistenceIdOf(model), sourcing)
{
    /// <inheritdoc/>
    protected override ModelIntent Initial => ModelIntent.Initial;

    /// <summary>The name of a model's history.</summary>
    internal static string PersistenceIdOf(string model) => $"model/{model}";

    /// <inheritdoc/>
    protected override ModelIntent Apply(ModelIntent state, IModelEvent happened) => state.After(happened);

    /// <inheritdoc/>
    protected override void OnRecovered()
    {
        advanced(SequenceNr);
        recovered(State);
    }

    /// <inheritdoc/>
    protected override Decision<ModelIntent, IModelEvent> Decide(ModelIntent state, IHistoryMessage message) => message switch
    {
        Record record => Persist(record.Cause, record.Happened).Then(_ => advanced(SequenceNr)).OrElse(refusal => record.Refused?.Invoke(refusal.Message)),
        Propose propose => Decide(state, propose.Proposal),
        _ => Nothing,
    };

    private Decision<ModelIntent, IModelEvent> Decide(ModelIntent state, Proposal proposal)
    {
        var verdict = proposal.Decide(state);
        if (verdict is not Verdict.Accepted accepted)
            return Nothing.Then(_ => proposal.Decided(new Outcome(verdict, state, state, SequenceNr)));
        if (proposal.IsDryRun)
            return Nothing.Then(_ => proposal.Decided(new Outcome(verdict, state, accepted.Events.Aggregate(state, Apply), SequenceNr)));
        return Persist(proposal.Cause, accepted.Events)
            .Then(_ => advanced(SequenceNr))
            .Then(after => proposal.Decided(new Outcome(verdict, state, after, SequenceNr)))
            .OrElse(refusal => proposal.Decided(new Outcome(Verdict.NotNow(refusal.Message), state, state, SequenceNr)));
    }
}
