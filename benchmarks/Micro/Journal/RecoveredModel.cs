using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Micro.Journal;

/// <summary>A model's history with its real events, recovered without a snapshot.</summary>
internal sealed class RecoveredModel(string id, EventSourcing<ModelIntent, IModelEvent> sourcing)
    : EventSourcedActor<RecoveredModel.Ask, ModelIntent, IModelEvent>(id, sourcing)
{
    protected override ModelIntent Initial => ModelIntent.Initial;

    /// <summary>The i-th event of an operator who never rests.</summary>
    internal static IModelEvent Event(int i) => (i % 4) switch
    {
        0 => new ModelEvents.LabelMoved("stable", new ModelVersion(1 + (i % 3)), new ModelVersion(1 + ((i + 1) % 3))),
        1 => new ModelEvents.VersionHeld(new ModelVersion(1 + (i % 5)), OperatorHold.Paused),
        2 => new ModelEvents.VersionResumed(new ModelVersion(1 + (i % 5))),
        _ => new ModelEvents.TrafficChanged(new TrafficPlan { Shares = [new TrafficShare(new ModelVersion(1), 1 + i), new TrafficShare(new ModelVersion(2), 1)] }),
    };

    protected override ModelIntent Apply(ModelIntent state, IModelEvent happened) => state.After(happened);

    protected override Decision<ModelIntent, IModelEvent> Decide(ModelIntent state, Ask message) => Nothing.ThenReply(message.ReplyTo, _ => SequenceNr);

    internal sealed record Ask(ReplyTo<long> ReplyTo);
}
