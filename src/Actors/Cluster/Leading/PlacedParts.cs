using ModelCluster.Actors.Cluster.Hosting;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.Routing;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>What the actors of placed replicas share for one term. Immutable.</summary>
/// <param name="Self">This node.</param>
/// <param name="Mirror">What the cluster agrees on.</param>
/// <param name="Writer">Where orders are written.</param>
/// <param name="Specs">Where settings are kept.</param>
/// <param name="Placement">Chooses nodes.</param>
/// <param name="Here">The servables of this node.</param>
/// <param name="Links">How to reach other nodes.</param>
internal sealed record PlacedParts(
    NodeId Self,
    ClusterMirror Mirror,
    OrderedWriter Writer,
    SpecShelf Specs,
    ActorRef<IPlacementMessage> Placement,
    HeldServables Here,
    IPeerLinks Links)
{
    /// <summary>The SHA-256 of a file of this node's repository, 64 hexadecimal digits; null where it cannot be read. May take as long as reading it.</summary>
    internal Func<Artefact, string?> Sha256Of { get; init; } = static _ => null;

    /// <summary>What other nodes must know of a file of this node's repository to find or fetch it.</summary>
    internal Func<Artefact, Task<ArtefactRecord>> Describe { get; init; } = static artefact => Task.FromResult(ArtefactRecord.Of(artefact));

    /// <summary>What the cluster agrees on now.</summary>
    internal ClusterView View => Mirror.View;

    /// <summary>An available replica as requests and supervisors use it; null if it went meanwhile.</summary>
    internal IReplica? ReplicaOf(ReplicaKey key, HeldServable held, AspiredModel wanted, Action<MailboxGate> setGate)
    {
        if (held.Node == Self)
            return Here.Find(key);
        var record = held.Record;
        return record.Signature is not { } signature
            ? null
            : new RemoteReplica(
                key,
                held.Node,
                ServableModel.OfClients(new ServableId(key.Model, record.Version), signature, wanted.Options, record.MaxBatchSize),
                record.Platform,
                record.Device,
                Links)
            { GateSetter = setGate };
    }

    /// <summary>What a file takes, as far as can be told before it is loaded; 0 if it cannot be seen from here.</summary>
    internal static long SizeOf(Artefact artefact)
    {
        var file = new FileInfo(artefact.Path);
        return file.Exists ? file.Length : 0;
    }
}
