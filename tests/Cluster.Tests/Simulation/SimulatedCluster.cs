using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Cluster.Tests.Simulation;

/// <summary>
/// A cluster in virtual time, event after event: the real book places; loading takes a second; requests enter at any node and go to
/// the replica there, else to the one of two drawn at random that has less to do, as in <c>VersionRoute</c>. A request whose
/// node dies is sent again. Everything is drawn from one seed.
/// </summary>
internal sealed partial class SimulatedCluster
{
    private const double LoadingTime = 1;
    private readonly PriorityQueue<Action, (double Time, long Order)> _events = new();
    private readonly Dictionary<ReplicaKey, SimulatedReplica> _byKey = [];
    private readonly SimulatedReplica[][] _models;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly Dictionary<NodeId, SimulatedNode> _byName = [];
    private readonly Dictionary<NodeId, PlacementMember> _members = [];
    private readonly ModelPopulation _population;
    private readonly Random _random;
    private long _order;

    internal SimulatedCluster(int nodes, int models, int seed)
    {
        _random = new Random(seed);
        _population = new ModelPopulation(models, nodes, _random);
        _models = [.. _population.Replicas.Select(model => model.Select(replica => new SimulatedReplica(replica.Key)).ToArray())];
        foreach (var replica in _models.SelectMany(model => model))
            _byKey[replica.Key] = replica;
        for (var i = 0; i < nodes; i++)
            AddMember();
        Book.SetMembers(_members.Values);
        foreach (var change in Book.Place([.. _population.Replicas.SelectMany(model => model)]))
            _byKey[change.Key].At = Find(change.To);
    }

    internal PlacementBook Book { get; } = new();

    internal double Now { get; private set; }

    /// <summary>All that ever were, dead ones too.</summary>
    internal IReadOnlyList<SimulatedNode> Nodes => _nodes;

    internal IEnumerable<SimulatedReplica> Replicas => _byKey.Values;

    internal IReadOnlyDictionary<NodeId, PlacementMember> Members => _members;

    internal int Sent { get; private set; }

    internal int Answered { get; private set; }

    /// <summary>Changes of placement since the cluster was filled.</summary>
    internal int Moves { get; private set; }

    /// <summary>A new node joins, and the book evens out until there is nothing left to do.</summary>
    internal SimulatedNode Join()
    {
        var node = AddMember();
        Tell();
        Rebalance();
        return node;
    }

    /// <summary>A node begins to leave; it goes when it has nothing left.</summary>
    internal void Leave(SimulatedNode node)
    {
        _members[node.Node] = _members[node.Node] with { State = MemberState.Leaving };
        Tell();
    }

    /// <summary>A node's process dies. Whoever asks it is refused at once; the leader hears of it a little later.</summary>
    internal void Kill(SimulatedNode node)
    {
        node.IsAlive = false;
        foreach (var replica in _byKey.Values.Where(replica => replica.At == node))
            replica.At = null;
        SimulatedRequest[] lost = [.. node.Running, .. node.Waiting];
        node.Running.Clear();
        node.Waiting.Clear();
        foreach (var request in lost)
            Route(request);
        At(0.05, () =>
        {
            _members.Remove(node.Node);
            Tell();
        });
    }

    private SimulatedNode AddMember()
    {
        var node = new SimulatedNode(NodeId.Parse($"node-{_nodes.Count}"), 8);
        _nodes.Add(node);
        _byName[node.Node] = node;
        _members[node.Node] = new PlacementMember(node.Node, MemberState.Up, 64_000_000_000) { Cores = node.Cores };
        return node;
    }

    private void Rebalance()
    {
        Follow(Book.Rebalance(new RebalanceLimits(0.05, 64)));
        if (Book.HandOffs > 0)
            At(LoadingTime, Rebalance);
    }

    private void Tell() => Follow(Book.SetMembers(_members.Values));

    /// <summary>Does what the book says: loads the replica where it is to be, and has it answer there from then on.</summary>
    private void Follow(IReadOnlyList<PlacementChange> changes)
    {
        Moves += changes.Count;
        foreach (var change in changes.Where(change => change.To is not null))
        {
            At(LoadingTime, () =>
            {
                var isStillSo = Book.TryFind(change.Key, out var placement) && placement.Node == change.To;
                if (!isStillSo || Find(change.To) is not { IsAlive: true } node)
                    return;
                _byKey[change.Key].At = node;
                Follow(Book.HandedOver(change.Key));
            });
        }
    }

    private SimulatedNode? Find(NodeId? node) => node is { } name ? _byName[name] : null;

    private void At(double delay, Action what) => _events.Enqueue(what, (Now + delay, _order++));
}
