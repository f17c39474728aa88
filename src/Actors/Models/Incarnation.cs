using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>
/// One attempt to serve one artefact with one configuration, as its supervisor knows it. Owned by the supervisor's turn.
/// </summary>
/// <param name="number">Tells incarnations apart.</param>
/// <param name="generation">The same for the replicas that serve together; higher for those that are to replace them.</param>
/// <param name="artefact">The file.</param>
/// <param name="wanted">The settings and samples.</param>
internal sealed class Incarnation(int number, int generation, Artefact artefact, AspiredModel wanted)
{
    internal int Number => number;

    internal int Generation => generation;

    internal Artefact Artefact => artefact;

    internal AspiredModel Wanted => wanted;

    internal ServableId Id { get; } = new(wanted.Name, artefact.Version);

    internal bool IsAspired { get; set; } = true;

    /// <summary>True once another is to take its place although nothing of the file or the settings changed.</summary>
    internal bool IsStale { get; set; }

    /// <summary>True for one that takes the place of a replica whose node was lost: until it is there, requests wait for it.</summary>
    internal bool ReplacesLost { get; init; }

    internal ServableState State { get; set; }

    internal string Reason { get; set; } = "";

    /// <summary>Where it is; null: on this node, or nowhere yet.</summary>
    internal NodeId? Node { get; set; }

    /// <summary>True once it was told to retire, whatever its state still says.</summary>
    internal bool IsRetiring { get; set; }

    internal int Failures { get; set; }

    internal IReplica? Servable { get; set; }

    internal ActorRef<IServableMessage>? Actor { get; set; }

    /// <summary>What its mailbox was told last.</summary>
    internal MailboxGate Gate { get; private set; }

    internal bool IsOnItsWay => State is ServableState.New or ServableState.Loading or ServableState.Warming;

    internal VersionStatus Status => new(Number, Id.Version, IsAspired, State);

    /// <summary>What clients reach; kept after the servable has gone, for queries.</summary>
    internal ServableView View => new(
        Id,
        State,
        Reason,
        Servable?.Model.Signature,
        Servable?.Platform ?? "",
        Servable?.Device ?? "",
        Servable?.Model.MaxBatchSize ?? 0,
        Wanted.Options)
    { Artefact = Artefact };

    /// <summary>Tells its mailbox what to do; false if it does that already, or is not there.</summary>
    internal bool TrySet(MailboxGate gate)
    {
        if (State != ServableState.Available || Servable is null || Gate == gate)
            return false;
        Gate = gate;
        Servable.Set(gate);
        return true;
    }
}
