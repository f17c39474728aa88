using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.Spawning;

/// <summary>
/// Decides what stands behind a replica that a supervisor wants: a servable actor right here, or one on whichever node the
/// placement chooses. Thread-safe.
/// </summary>
public interface IServableSpawner
{
    /// <summary>
    /// What there is of a model before its supervisor begins: replicas that an earlier leader had placed. Called in the
    /// supervisor's turn; may read files.
    /// </summary>
    FoundReplicas Find(AspiredModel model);

    /// <summary>How to start the actor of a replica: it understands <see cref="ServableProtocol"/>, and tells every step.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="supervisor">Whom to tell.</param>
    Props<IServableMessage> Props(ServableOrder order, ActorRef<ServableProtocol.Observed> supervisor);
}
