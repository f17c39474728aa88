using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Cluster;
using static ModelCluster.Actors.Cluster.Leading.PlacedProtocol;
using static ModelCluster.Actors.Cluster.Leading.PlacementProtocol;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>
/// Chooses the node of each replica, and tells the replicas' actors what becomes of them: what their node says, that it is lost,
/// that they are to move. A node whose lease is gone is lost only when its link does not answer either: so neither a lighthouse that
/// was away nor a node that cannot reach it makes the others load everything anew. A node that this one has no link to is given nothing.
/// </summary>
internal sealed partial class PlacementActor(IPeerLinks links, NodeId self, Leadership leadership, ClusterLog log) : Actor<IPlacementMessage>
{
    private static readonly TimeSpan AfterJoining = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenMoves = TimeSpan.FromSeconds(5);

    private readonly PlacementBook _book = new();
    private readonly Dictionary<ReplicaKey, ActorRef<IServableMessage>> _placed = [];
    private readonly Dictionary<ReplicaKey, NodeId> _nodes = [];
    private readonly Dictionary<NodeId, HashSet<ReplicaKey>> _byNode = [];
    private readonly Dictionary<NodeId, Member> _members = [];
    private readonly HashSet<NodeId> _withoutLease = [];
    private readonly HashSet<NodeId> _strays = [];
    private ClusterView _view = ClusterView.Unknown;

    /// <summary>How to start it.</summary>
    internal static Props<IPlacementMessage> Props(IPeerLinks links, NodeId self, Leadership leadership, ClusterLog log) =>
        Kernel.Props.Create<IPlacementMessage>(() => new PlacementActor(links, self, leadership, log));

    /// <inheritdoc/>
    protected internal override void Receive(IPlacementMessage message)
    {
        switch (message)
        {
            case Want { Replica.Node: null } early when !_hasTriedLinks:
                _early.Add(early);
                break;
            case Want want:
                OnWant(want);
                break;
            case Forget forget:
                OnForget(forget.Replica);
                break;
            case CannotLoad failed:
                OnCannotLoad(failed.Replica, failed.Reason);
                break;
            case Weigh weigh:
                _book.Trust(weigh.Replica);
                Apply(_book.Resize(weigh.Replica, weigh.MemoryBytes));
                break;
            case ViewChanged changed:
                OnViewChanged(changed.View, changed.Changes);
                break;
            case LinkChanged changed when _withoutLease.Contains(changed.Node) && !IsAnswering(changed.Node):
                Lose(changed.Node, $"node {changed.Node} is gone");
                SetMembers();
                break;
            case LinkChanged:
                SetMembers();
                Context.Timers.StartSingleTimer(nameof(EvenOutSoon), new EvenOutSoon(), AfterJoining); // a member may take its share only now
                break;
            case LinksTried:
                OnLinksTried();
                break;
            case EvenOutSoon:
                EvenOut();
                break;
            case Rebalance rebalance:
                rebalance.ReplyTo.Tell(EvenOut());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnWant(Want want)
    {
        var key = want.Replica.Key;
        _placed[key] = want.Placed;
        if (want.Replica.Node is { } node)
            NoteNode(key, node);
        if (_book.TryFind(key, out var known))
        {
            Tell(key, known.Node, _book.ReasonFor(key));
            return;
        }

        var lost = want.Replica.Node is { } there && !_members.ContainsKey(there) && !KeepsStray(there) ? there : (NodeId?)null;
        Apply([_book.Place(want.Replica)]);
        if (lost is { } gone)
            want.Placed.Tell(new NodeLost($"node {gone} is gone"));
    }

    private void OnForget(ReplicaKey key)
    {
        _early.RemoveAll(want => want.Replica.Key == key);
        _placed.Remove(key);
        if (_nodes.Remove(key, out var node) && _byNode.TryGetValue(node, out var held))
            held.Remove(key);
        Apply(_book.Remove(key));
    }

    private void OnCannotLoad(ReplicaKey key, string reason)
    {
        var where = _nodes.GetValueOrDefault(key);
        if (_placed.TryGetValue(key, out var placed))
            placed.Tell(_book.Shun(key) ? new NodeLost($"node {where} cannot load it, another is tried: {reason}") : new StaysFailed(reason));
    }

    private void OnViewChanged(ClusterView view, ClusterChanges changes)
    {
        _view = view;
        if (changes.Members)
            FollowMembers();
        var touched = changes.IsWhole ? [.. _placed.Keys] : changes.Servables.Concat(changes.Placements).Distinct().ToList();
        foreach (var key in touched)
        {
            if (_placed.TryGetValue(key, out var placed))
                placed.Tell(new Seen(view.Servable(key)));
        }
    }

    private void FollowMembers()
    {
        foreach (var (node, member) in _view.Members)
        {
            if (_members.TryGetValue(node, out var before) && before.Record.Instance != member.Record.Instance)
                Lose(node, $"node {node} was started anew");
            if (before is null)
                Context.Timers.StartSingleTimer(nameof(EvenOutSoon), new EvenOutSoon(), AfterJoining); // several may join together
            _members[node] = member;
            _strays.Remove(node);
            _withoutLease.Remove(node);
        }

        foreach (var node in _members.Keys.Where(node => !_view.Members.ContainsKey(node)).ToList())
        {
            if (node == self || IsAnswering(node))
                _withoutLease.Add(node);
            else
                Lose(node, $"node {node} is gone");
        }

        SetMembers();
    }

    private void SetMembers()
    {
        Apply(_book.SetMembers([.. _members.Values.Select(Describe), .. _strays.Select(DescribeStray)]));
        if (!_hasTriedLinks)
            LookAtLinks();
    }

    private PlacementMember Describe(Member member) =>
        new(member.Node, member.Record.IsDrained && member.Record.State == MemberState.Up ? MemberState.Leaving : member.Record.State, member.Record.MemoryBudgetBytes)
        {
            Roles = member.Record.Roles,
            Cores = Math.Max(1, member.Record.Cores),
            IsReachable = !_withoutLease.Contains(member.Node) && IsWithinReach(member.Node),
        };

    /// <summary>What was on it is told so; each then asks for another node by a new incarnation.</summary>
    private void Lose(NodeId node, string why)
    {
        _members.Remove(node);
        _strays.Remove(node);
        _withoutLease.Remove(node);
        _book.Forgive(node);
        if (!_byNode.Remove(node, out var lost))
            return;
        foreach (var key in lost)
            _placed.GetValueOrDefault(key)?.Tell(new NodeLost(why));
    }

    private bool IsAnswering(NodeId node) => links.Find(node)?.Condition == PeerCondition.Ready;

    private void Apply(IReadOnlyList<PlacementChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.From is { } from && change.To is not null)
                MoveAway(change.Key, from, $"{from} is leaving");
            else
                Tell(change.Key, change.To, change.Reason);
        }
    }

    private void Tell(ReplicaKey key, NodeId? node, string? whyNot)
    {
        if (!_placed.TryGetValue(key, out var placed))
            return;
        if (node is not { } there)
        {
            placed.Tell(new Homeless(whyNot ?? "no node can take it now"));
            return;
        }

        if (_nodes.ContainsKey(key))
            return; // it has a node: another one is for its successor to find
        NoteNode(key, there);
        log.Placed(key, there);
        placed.Tell(new Assigned(there));
    }

    /// <summary>A move is a new replica elsewhere, which takes the place of the old one when it is there: the book forgets the old one now.</summary>
    private void MoveAway(ReplicaKey key, NodeId from, string why)
    {
        log.Moves(key, from, why);
        leadership.CountMove();
        _book.Remove(key);
        _placed.GetValueOrDefault(key)?.Tell(new MoveAway(why));
    }

    /// <summary>Moves some replicas to emptier nodes; what moves is taken up again by the next timer, until nothing does.</summary>
    private int EvenOut()
    {
        var moves = _book.Rebalance(new RebalanceLimits());
        foreach (var move in moves)
            MoveAway(move.Key, move.From!.Value, "the nodes are evened out");
        if (moves.Count > 0)
            Context.Timers.StartSingleTimer(nameof(EvenOutSoon), new EvenOutSoon(), BetweenMoves);
        return moves.Count;
    }

    private void NoteNode(ReplicaKey key, NodeId node)
    {
        _nodes[key] = node;
        if (!_byNode.TryGetValue(node, out var held))
            _byNode[node] = held = [];
        held.Add(key);
    }
}
