using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.History;
using static ModelCluster.Node.Probe.Known.ArtefactEvents;

namespace ModelCluster.Node.Probe.Known;

/// <summary>Keeps in the journal which model files did no harm. Its messages are the events to write.</summary>
/// <param name="id">Names the history: every node of a cluster has its own, since what is safe on one machine may not be on another.</param>
/// <param name="sourcing">The journal.</param>
/// <param name="recovered">Called when the history was read.</param>
/// <param name="refused">Called when an event could not be written, with the reason.</param>
internal sealed class ArtefactHistoryActor(
    string id, EventSourcing<KnownArtefacts, IArtefactEvent> sourcing, Action<KnownArtefacts> recovered, Action<ArtefactPassed, string> refused)
    : EventSourcedActor<ArtefactPassed, KnownArtefacts, IArtefactEvent>(id, sourcing)
{
    internal const string Id = "artefacts";

    private static readonly Cause Trial = new(CauseKind.Policy, "guarded load");

    protected override KnownArtefacts Initial => KnownArtefacts.Nothing;

    protected override KnownArtefacts Apply(KnownArtefacts state, IArtefactEvent happened) => happened switch
    {
        ArtefactPassed passed => state.After(passed),
        _ => state,
    };

    protected override void OnRecovered() => recovered(State);

    protected override Decision<KnownArtefacts, IArtefactEvent> Decide(KnownArtefacts state, ArtefactPassed message) =>
        Persist(Trial, message).OrElse(refusal => refused(message, refusal.Message));
}
