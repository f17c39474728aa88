using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>What of the leader's work others on this node use while it leads. Thread-safe.</summary>
public sealed class Leadership
{
    private volatile Desk? _desk;
    private volatile Action[] _begun = [];
    private long _moves;

    /// <summary>Replicas that were moved from one node to another while this node led, since it started.</summary>
    public long Moves => Volatile.Read(ref _moves);

    /// <summary>The leader's actors; null while another node leads, or nobody.</summary>
    public Desk? Current => _desk;

    /// <summary>Has something done each time that this node begins to lead, before it looks for models.</summary>
    /// <param name="begun">Must not block.</param>
    public void OnBegin(Action begun) => _begun = [.. _begun, begun];

    internal void CountMove() => Interlocked.Increment(ref _moves);

    internal void Begin(Desk desk)
    {
        _desk = desk;
        foreach (var begun in _begun)
            begun();
    }

    internal void End(long term)
    {
        if (_desk?.Term == term)
            _desk = null;
    }

    /// <summary>The leader's actors in one term.</summary>
    public sealed class Desk
    {
        internal Desk(long term, ActorRef<IRegistryMessage> registry, ActorRef<IPlacementMessage> placement, OrderedWriter writer) =>
            (Term, Registry, Placement, Writer) = (term, registry, placement, writer);

        /// <summary>The term.</summary>
        public long Term { get; }

        /// <summary>The parent of all model supervisors.</summary>
        public ActorRef<IRegistryMessage> Registry { get; }

        internal ActorRef<IPlacementMessage> Placement { get; }

        internal OrderedWriter Writer { get; }

        /// <summary>Tells every node the domains of what is deployed.</summary>
        public void PublishDomains(ReadOnlyMemory<byte> json) => Writer.Write(ClusterKeys.Domains, json);

        /// <summary>Completes when all that was decided so far is in the lighthouse, with its revision.</summary>
        public Task<long> WhenWrittenAsync(CancellationToken cancellation) => Writer.WhenWrittenAsync(cancellation);

        /// <summary>Evens out what the nodes hold; the number of replicas that move.</summary>
        public ValueTask<int> RebalanceAsync(TimeSpan patience, CancellationToken cancellation) =>
            Placement.AskAsync<int>(replyTo => new PlacementProtocol.Rebalance(replyTo), patience, cancellation);
    }
}
