using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.Spawning;

/// <summary>Every replica right here, as the supervisor's own child.</summary>
/// <param name="parts">What they work with.</param>
internal sealed class LocalSpawner(ServingParts parts) : IServableSpawner
{
    public FoundReplicas Find(AspiredModel model) => FoundReplicas.None;

    public Props<IServableMessage> Props(ServableOrder order, ActorRef<ServableProtocol.Observed> supervisor) =>
        Kernel.Props.Create<IServableMessage>(() => new ServableActor(order.Number, order.Artefact, order.Wanted, parts, supervisor));
}
