using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Hosting;

/// <summary>What the servable host of a node understands.</summary>
public interface IHostMessage;

/// <summary>The messages of the servable host.</summary>
public static class HostProtocol
{
    /// <summary>Another view counts.</summary>
    public sealed record ViewChanged(ClusterView View, ClusterChanges Changes) : IHostMessage;

    /// <summary>What is held is to be reported with this lease from now on; 0: there is none now.</summary>
    public sealed record LeaseChanged(long LeaseId) : IHostMessage;

    /// <summary>Drain and unload everything, whatever the orders say; answered when nothing is left.</summary>
    public sealed record StopAll(ReplyTo<bool> ReplyTo) : IHostMessage;

    internal sealed record Fetched(ReplicaKey Replica, Artefact Artefact) : IHostMessage;

    internal sealed record NotFetched(ReplicaKey Replica, Exception Failure) : IHostMessage;

    internal sealed record Changed(ReplicaKey Replica, ServableProtocol.Observed Observed) : IHostMessage;

    internal sealed record ActorGone(ReplicaKey Replica) : IHostMessage;

    internal sealed record TryAgain(ReplicaKey Replica) : IHostMessage;

    internal sealed record Emptied(ReplicaKey Replica) : IHostMessage;
}
