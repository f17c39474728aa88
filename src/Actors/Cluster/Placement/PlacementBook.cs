using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>
/// Remembers which replica is on which node and what that leaves of each, so that one change costs microseconds, however many
/// replicas there are. Decides by <see cref="PlacementPolicy"/>; every method returns what its news change, and the book takes those
/// changes for done. What finds no node is kept, and tried again whenever one may have got room. One thread at a time.
/// </summary>
public sealed partial class PlacementBook
{
    private readonly Dictionary<NodeId, Worker> _workers = [];
    private readonly Dictionary<ReplicaKey, Placed> _replicas = [];
    private readonly Dictionary<ServableId, List<Placed>> _versions = [];
    private readonly HashSet<Placed> _homeless = [];

    /// <summary>Those that take replicas. Another array whenever a lazy model may have got another home.</summary>
    private Worker[] _takers = [];

    /// <summary>All replicas and where they are, in no certain order. A copy.</summary>
    public IReadOnlyCollection<ReplicaPlacement> Replicas => [.. _replicas.Values.Select(replica => replica.ToPlacement())];

    /// <summary>How many replicas are neither placed nor on a node that keeps them.</summary>
    public int Homeless => _homeless.Count;

    /// <summary>How many are being handed over.</summary>
    public int HandOffs { get; private set; }

    /// <summary>Where a replica is; false if it is unknown.</summary>
    public bool TryFind(ReplicaKey key, [NotNullWhen(true)] out ReplicaPlacement? placement)
    {
        placement = _replicas.TryGetValue(key, out var replica) ? replica.ToPlacement() : null;
        return placement is not null;
    }

    /// <summary>Why a replica is placed nowhere, as things are now, for an operator; null where it is placed or unknown.</summary>
    public string? ReasonFor(ReplicaKey key) =>
        _replicas.TryGetValue(key, out var replica) && _homeless.Contains(replica) ? Unplaced.Why(replica, _workers.Values) : null;

    /// <summary>The members of the cluster, stated whole. Replicas of those that are left out are placed anew.</summary>
    /// <param name="members">Each node once.</param>
    public IReadOnlyList<PlacementChange> SetMembers(IReadOnlyCollection<PlacementMember> members)
    {
        var isUnsettling = false;
        var before = _takers.Select(worker => (worker, worker.Budget)).ToList();
        var gone = new HashSet<NodeId>(_workers.Keys);
        foreach (var member in members)
        {
            ref var worker = ref CollectionsMarshal.GetValueRefOrAddDefault(_workers, member.Node, out _);
            worker ??= new Worker(member.Node);
            isUnsettling |= worker.Set(member);
            gone.Remove(member.Node);
        }

        foreach (var node in gone)
        {
            _workers.Remove(node, out var worker);
            isUnsettling |= worker!.Set(null);
        }

        var takers = _workers.Values.Where(worker => worker.Takes).ToArray();
        if (!takers.Select(worker => (worker, worker.Budget)).SequenceEqual(before))
            _takers = takers;
        var changes = new List<PlacementChange>();
        if (isUnsettling)
            Unsettle(changes);
        Settle(changes);
        return changes;
    }

    /// <summary>One replica more, on no node yet.</summary>
    /// <returns>Where to, or why nowhere.</returns>
    /// <exception cref="ArgumentException">Its key is in the book.</exception>
    public PlacementChange Place(ReplicaPlacement replica) =>
        Settle(Add(replica)) ?? new PlacementChange(replica.Key, null, replica.Node);

    /// <summary>Several replicas more, as they were recorded: what is well placed stays and is no change.</summary>
    /// <exception cref="ArgumentException">A key is in the book, or twice among these.</exception>
    public IReadOnlyList<PlacementChange> Place(IReadOnlyCollection<ReplicaPlacement> replicas)
    {
        _replicas.EnsureCapacity(_replicas.Count + replicas.Count);
        foreach (var replica in replicas)
            Add(replica);
        var changes = new List<PlacementChange>();
        Settle(changes);
        return changes;
    }

    /// <summary>A replica is gone, or no longer wanted. The room may go to one that waits for it.</summary>
    public IReadOnlyList<PlacementChange> Remove(ReplicaKey key)
    {
        if (!_replicas.Remove(key, out var replica))
            return [];
        Leave(replica);
        EndHandOff(replica);
        Disown(replica);
        return Settled();
    }

    /// <summary>
    /// A replica is on its way out, another key takes its place: it is not placed any more and keeps none of its version away, but
    /// the memory of the node that has it is not free until <see cref="Remove"/> or <see cref="HandedOver"/>. Counts as a hand-off.
    /// </summary>
    public IReadOnlyList<PlacementChange> Retire(ReplicaKey key)
    {
        if (!_replicas.TryGetValue(key, out var replica) || replica.IsRetiring)
            return [];
        var from = replica.At;
        Leave(replica);
        if (from is not null && replica.Old is null)
            StartHandOff(replica, from);
        Disown(replica);
        replica.IsRetiring = true;
        return Settled();
    }

    /// <summary>A replica is up where it was handed over to, and the old one has gone.</summary>
    public IReadOnlyList<PlacementChange> HandedOver(ReplicaKey key)
    {
        if (!_replicas.TryGetValue(key, out var replica) || replica.Old is null)
            return [];
        EndHandOff(replica);
        return Settled();
    }

    /// <summary>A replica was found to take more or less memory. It stays where it is, even above the budget.</summary>
    public IReadOnlyList<PlacementChange> Resize(ReplicaKey key, long memoryBytes)
    {
        if (!_replicas.TryGetValue(key, out var replica) || replica.Memory == memoryBytes)
            return [];
        var (at, old) = (replica.At, replica.Old);
        at?.Remove(replica);
        old?.Reserve(-replica.Reserves);
        replica.Memory = memoryBytes;
        at?.Add(replica);
        old?.Reserve(replica.Reserves);
        return Settled();
    }

    /// <summary>It waits for no node, and its siblings no longer know it.</summary>
    private void Disown(Placed replica)
    {
        _homeless.Remove(replica);
        if (replica.Siblings.Remove(replica) && replica.Siblings.Count == 0)
            _versions.Remove(replica.Servable);
        replica.Siblings = [];
    }

    private List<PlacementChange> Settled()
    {
        var changes = new List<PlacementChange>();
        Settle(changes);
        return changes;
    }
}
