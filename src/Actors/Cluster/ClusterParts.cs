using ModelCluster.Actors.Cluster.Hosting;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.Routing;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster;

/// <summary>What the cluster's actors of one node share. Immutable.</summary>
/// <param name="Self">This node.</param>
/// <param name="Store">What the nodes agree by.</param>
/// <param name="Mirror">This node's copy of it.</param>
/// <param name="Links">The other nodes.</param>
/// <param name="Here">The servables of this node.</param>
/// <param name="Host">Holds them.</param>
/// <param name="Routes">Where requests go.</param>
/// <param name="Follower">Makes the routes while another node leads.</param>
/// <param name="Serving">How models are served.</param>
/// <param name="Source">The models of this node's repository, heeded while it leads.</param>
/// <param name="Leadership">Where others find the leader's work while it leads.</param>
/// <param name="Log">What operators read.</param>
public sealed record ClusterParts(
    NodeId Self,
    ICoordinationStore Store,
    ClusterMirror Mirror,
    IPeerLinks Links,
    HeldServables Here,
    ActorRef<IHostMessage> Host,
    RouteTable Routes,
    RouteFollower Follower,
    ServingParts Serving,
    IModelSource Source,
    Leadership Leadership,
    ClusterLog Log)
{
    /// <summary>How long this node may be silent before it is taken for gone, 1 s to 1 h.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What the servables of every node have to do; nodes that do not answer are left out.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<NodeLoad>>> ReadLoads { get; init; } = static _ => Task.FromResult<IReadOnlyList<NodeLoad>>([]);

    /// <summary>Completes when everything that names models beside the folders was read: before that, nothing is taken for gone.</summary>
    public Func<CancellationToken, Task> WhenRead { get; init; } = static _ => Task.CompletedTask;

    /// <summary>True for a model that is named somewhere, whatever the source has told by now.</summary>
    public Func<ModelName, bool> IsNamed { get; init; } = static _ => false;

    /// <summary>The SHA-256 of a file of this node's repository; null where it cannot be read. May take as long as reading it.</summary>
    public Func<Artefact, string?> Sha256Of { get; init; } = static _ => null;

    /// <summary>What other nodes must know of a file of this node's repository to find or fetch it.</summary>
    public Func<Artefact, Task<ArtefactRecord>> Describe { get; init; } = static artefact => Task.FromResult(ArtefactRecord.Of(artefact));
}
