using ModelCluster.Actors.Cluster.Hosting;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;
using static ModelCluster.Actors.Cluster.Membership.ClusterProtocol;

namespace ModelCluster.Actors.Cluster.Membership;

/// <summary>
/// This node's part in the cluster: keeps its membership under a lease, stands for leader when nobody leads, takes out nodes that
/// are surely dead, and tells the links whom to be connected to. While the lighthouse is away it loses its lease and, if it leads,
/// its office; the node serves on, and joins again.
/// </summary>
public sealed partial class ClusterActor : Actor<IClusterMessage>
{
    /// <summary>How often a machine must refuse a connection before the node counts as dead.</summary>
    private const int SureRefusals = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ClusterParts _parts;
    private readonly Dictionary<NodeId, Peer> _peers = [];
    private readonly Dictionary<NodeId, int> _refusals = [];
    private readonly List<ReplyTo<bool>> _waitForLeave = [];
    private MemberRecord _record;
    private ClusterView _view = ClusterView.Unknown;
    private ICoordinationLease? _lease;
    private long _joinedAt;
    private bool _isCampaigning;
    private bool _hasWaitedForReports;
    private bool _isAway;
    private bool _hasLostLease;
    private ActorRef<ILeaderMessage>? _leader;
    private long _term;
    private int _terms;
    private string _said = "";

    /// <param name="parts">What it works with.</param>
    /// <param name="record">What this node says of itself.</param>
    public ClusterActor(ClusterParts parts, MemberRecord record) => (_parts, _record) = (parts, record);

    private bool IsMember => _lease is not null && _joinedAt > 0;

    /// <summary>How to start it.</summary>
    public static Props<IClusterMessage> Props(ClusterParts parts, MemberRecord record) =>
        Kernel.Props.Create<IClusterMessage>(() => new ClusterActor(parts, record));

    /// <inheritdoc/>
    protected internal override void PreStart() => RequestLease();

    /// <inheritdoc/>
    protected internal override void PostStop()
    {
        if (_lease is { } lease)
            _ = lease.DisposeAsync().AsTask();
    }

    /// <inheritdoc/>
    protected internal override void Receive(IClusterMessage message)
    {
        switch (message)
        {
            case ViewChanged changed:
                OnViewChanged(changed.View, changed.Changes);
                break;
            case LinkChanged changed:
                OnLinkChanged(changed.Node, changed.Condition);
                break;
            case LeaseGranted granted:
                OnLeaseGranted(granted.Lease);
                break;
            case LeaseEnded ended when _lease?.Id == ended.Id:
                OnLeaseEnded();
                break;
            case LeaseEnded or Done:
                break;
            case Joined joined when _lease?.Id == joined.LeaseId:
                _joinedAt = joined.Revision;
                _isAway = false;
                if (_hasLostLease)
                    _parts.Mirror.ReadAnew();
                _hasLostLease = false;
                _parts.Host.Tell(new HostProtocol.LeaseChanged(joined.LeaseId));
                _parts.Log.Joined(_parts.Self);
                Campaign();
                break;
            case Joined:
                break;
            case RecordNotWritten failed:
                NoteAway(failed.Problem);
                Context.Timers.StartSingleTimer(nameof(WriteAgain), new WriteAgain(), Pause);
                break;
            case WriteAgain:
                WriteRecord();
                break;
            case ReportsAreLate:
                _hasWaitedForReports = true;
                LeadIfElected();
                break;
            case TryAgain { Problem: { } problem }:
                _isCampaigning = false;
                NoteAway(problem);
                Context.Timers.StartSingleTimer(nameof(TryAgain), new TryAgain(null), Pause);
                break;
            case TryAgain:
                TryOnceMore();
                break;
            case Campaigned:
                _isCampaigning = false;
                Campaign();
                break;
            case Deposed deposed when deposed.Term == _term:
                StepDown();
                break;
            case Deposed:
                break;
            case Leave leave:
                OnLeave(leave.ReplyTo);
                break;
            case SetDrained set:
                _record = _record with { IsDrained = set.IsDrained };
                WriteRecord();
                set.ReplyTo.Tell(IsMember);
                break;
            case Resign resign:
                resign.ReplyTo.Tell(_leader is not null);
                ResignOffice();
                break;
            case End end:
                OnEnd(end.ReplyTo);
                break;
            case Down down:
                down.ReplyTo.Tell(_view.Members.ContainsKey(down.Node));
                TakeOut(down.Node);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnViewChanged(ClusterView view, ClusterChanges changes)
    {
        _view = view;
        _leader?.Tell(new LeaderProtocol.ViewChanged(view, changes));
        if (!changes.Members)
        {
            LeadIfElected(); // it may have waited for what the others hold
            AnswerLeave();
            return;
        }

        FollowPeers();
        if (IsMember && view.Revision >= _joinedAt && view.Members.GetValueOrDefault(_parts.Self)?.Record.Instance != _record.Instance)
            Join(); // it was taken for dead
        if (_leader is not null && view.Revision >= _term && view.Leader?.Term != _term)
            StepDown();
        LeadIfElected();
        Campaign();
        BuryTheDead();
        AnswerLeave();
    }

    private bool IsMine(Leader? leader) => leader?.Record.Node == _parts.Self && leader.Record.Instance == _record.Instance;

    /// <summary>Members, and those whose lease is gone although their link still answers.</summary>
    private void FollowPeers()
    {
        var members = string.Join(", ", _view.Members.Values.OrderBy(member => member.Node.Value, StringComparer.Ordinal)
            .Select(member => member.Record.State == MemberState.Up ? member.Node.Value : $"{member.Node} ({member.Record.State})"));
        if (members != _said)
            _parts.Log.Members(_said = members);
        foreach (var member in _view.Members.Values.Where(member => member.Node != _parts.Self))
            _peers[member.Node] = new Peer(member.Node, member.Record.Link, member.Record.Instance);
        DropPeers();
    }

    private void DropPeers()
    {
        foreach (var node in _peers.Keys.Where(node => !_view.Members.ContainsKey(node) && _parts.Links.Find(node)?.Condition != PeerCondition.Ready).ToList())
        {
            _peers.Remove(node);
            _refusals.Remove(node);
        }

        _parts.Links.SetPeers([.. _peers.Values]);
    }

    private void OnLinkChanged(NodeId node, PeerCondition condition)
    {
        _leader?.Tell(new LeaderProtocol.LinkChanged(node));
        if (condition == PeerCondition.Refused)
            _refusals[node] = _refusals.GetValueOrDefault(node) + 1;
        else
            _refusals.Remove(node);
        if (_peers.ContainsKey(node) && !_view.Members.ContainsKey(node))
            DropPeers();
        BuryTheDead();
    }

    private void OnLeave(ReplyTo<bool> replyTo)
    {
        _waitForLeave.Add(replyTo);
        _record = _record with { State = MemberState.Leaving };
        _parts.Log.Leaving(_parts.Self, Held());
        WriteRecord();
        ResignOffice();
        AnswerLeave();
    }

    private void OnEnd(ReplyTo<bool> replyTo)
    {
        StepDown();
        _parts.Links.SetPeers([]);
        var ending = _lease is { } lease ? lease.DisposeAsync().AsTask() : Task.CompletedTask;
        (_lease, _joinedAt) = (null, 0);
        _ = ending.ContinueWith(_ => replyTo.Tell(true), TaskScheduler.Default);
    }

    private void AnswerLeave()
    {
        if (_waitForLeave.Count == 0 || (Held() > 0 && IsMember && OthersTake()))
            return;
        foreach (var replyTo in _waitForLeave)
            replyTo.Tell(true);
        _waitForLeave.Clear();
    }

    private int Held() => _view.Placements.Values.Sum(ofModel => ofModel.Values.Count(placement => placement.Node == _parts.Self));

    private bool OthersTake() => _view.Members.Values.Any(member =>
        member.Node != _parts.Self && member.Record.State == MemberState.Up && member.Record.Roles.HasFlag(NodeRoles.Worker) && !member.Record.IsDrained);
}
