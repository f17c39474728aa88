using ModelCluster.Actors.Cluster.Hosting;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Cluster.Membership.ClusterProtocol;

namespace ModelCluster.Actors.Cluster.Membership;

/// <remarks>What it says to the lighthouse: that it is there, that it leads, that another is dead.</remarks>
public sealed partial class ClusterActor
{
    private void RequestLease() => Context.PipeToSelf(
        _parts.Store.GrantLeaseAsync(_parts.LeaseTime), lease => new LeaseGranted(lease), failure => new TryAgain(failure.Message));

    private void OnLeaseGranted(ICoordinationLease lease)
    {
        _lease = lease;
        var self = Self;
        lease.Ended.Register(() => self.Tell(new LeaseEnded(lease.Id)));
        Join();
    }

    /// <summary>The lighthouse has not answered for so long that the others must take this node for gone.</summary>
    private void OnLeaseEnded()
    {
        _parts.Log.LeaseLost(_parts.Self);
        _lease = null;
        _joinedAt = 0;
        _hasLostLease = true;
        _parts.Host.Tell(new HostProtocol.LeaseChanged(0));
        StepDown();
        RequestLease();
    }

    private void TryOnceMore()
    {
        if (_lease is null)
            RequestLease();
        else if (_joinedAt == 0)
            Join();
        else
            Campaign();
    }

    private void Join()
    {
        _joinedAt = 0;
        if (_view.Members.GetValueOrDefault(_parts.Self) is { } other && other.Record.Instance != _record.Instance && other.Record.Link != _record.Link)
        {
            _parts.Log.NameTaken(_parts.Self); // if it is this node's dead predecessor, its lease will end
            Context.Timers.StartSingleTimer(nameof(TryAgain), new TryAgain(null), Pause);
            return;
        }

        Context.PipeToSelf(
            JoinAsync(_parts.Store, _parts.Self, _record, IsMine(_view.Leader) ? _view.Leader : null, _lease!.Id), joined => joined, failure => new TryAgain(failure.Message));
    }

    /// <summary>What an earlier process of this name reported is wiped first.</summary>
    private static async Task<IClusterMessage> JoinAsync(ICoordinationStore store, NodeId self, MemberRecord record, Leader? office, long leaseId)
    {
        await store.CommitAsync(new Transaction([], [new Change.RemoveAll(ClusterKeys.ServablesOf(self))]));
        var done = await store.CommitAsync(Transaction.Put(ClusterKeys.Member(self), ClusterRecords.Members.Write(record), leaseId));
        if (office is not { } leader)
            return new Joined(leaseId, done.Revision);

        // it led when its lease was lost, and nobody has taken the office: it goes on with the new lease, in the same term
        var kept = await store.CommitAsync(new Transaction(
            [new Condition.SameSince(ClusterKeys.Leader, leader.Term)],
            [new Change.Write(ClusterKeys.Leader, ClusterRecords.Leaders.Write(leader.Record), leaseId)]));
        return new Joined(leaseId, kept.Revision);
    }

    private void WriteRecord()
    {
        if (!IsMember)
            return; // it is written when it joins
        Context.PipeToSelf(
            _parts.Store.CommitAsync(Transaction.Put(ClusterKeys.Member(_parts.Self), ClusterRecords.Members.Write(_record), _lease!.Id)),
            _ => new Done(),
            failure => new RecordNotWritten(failure.Message));
    }

    private void NoteAway(string problem)
    {
        if (!_isAway)
            _parts.Log.LighthouseAway(problem);
        _isAway = true;
    }

    /// <summary>Stands for leader if nobody leads; the others see who was first.</summary>
    private void Campaign()
    {
        if (_isCampaigning || !IsMember || _leader is not null || _view.Leader is not null || _view.Revision < _joinedAt || _record.State != MemberState.Up)
            return;
        _isCampaigning = true;
        var record = ClusterRecords.Leaders.Write(new LeaderRecord(_parts.Self, _record.Instance, Context.Time.GetUtcNow()));
        var transaction = new Transaction([new Condition.Absent(ClusterKeys.Leader)], [new Change.Write(ClusterKeys.Leader, record, _lease!.Id)]);
        Context.PipeToSelf(CampaignAsync(_parts, transaction), () => new Campaigned(), failure => new TryAgain(failure.Message));
    }

    /// <summary>Completes when the outcome is seen in the view, whatever it is.</summary>
    private static async Task CampaignAsync(ClusterParts parts, Transaction transaction)
    {
        var done = await parts.Store.CommitAsync(transaction);
        await parts.Mirror.WhenSeenAsync(done.Revision, CancellationToken.None);
    }

    private void LeadIfElected()
    {
        if (!IsMember || _leader is not null || _view.Revision < _joinedAt || !IsMine(_view.Leader))
            return;
        if (LacksReports())
            Context.Timers.StartSingleTimer(nameof(ReportsAreLate), new ReportsAreLate(), _parts.LeaseTime);
        else
            Lead(_view.Leader!.Term);
    }

    /// <summary>
    /// True where the lighthouse knows of no model, but this node has routes to replicas that nobody has told it of yet: it has lost
    /// everything. Who leads now would order anew what is there, so that it first hears the others, for as long as a lease lasts.
    /// </summary>
    private bool LacksReports() => !_hasWaitedForReports && _view.Models.IsEmpty && _parts.Routes.All.Any(
        routes => routes.Available.Count > (_view.Servables.GetValueOrDefault(routes.View.Name)?.Values.Count(held => held.Record.State == ServableState.Available) ?? 0));

    private void Lead(long term)
    {
        _hasWaitedForReports = false;
        _term = term;
        _leader = Context.Spawn(Kernel.Props.Create<ILeaderMessage>(() => new LeaderActor(_parts, term, Self)), $"leader-{++_terms}");
    }

    private void StepDown()
    {
        if (_leader is not { } leader)
            return;
        Context.Stop(leader);
        _leader = null;
        _parts.Follower.Lead(false);
        _parts.Log.LeadsNoMore(_parts.Self, _term);
    }

    private void ResignOffice()
    {
        if (_leader is null)
            return;
        StepDown();
        Commit(new Transaction([new Condition.SameSince(ClusterKeys.Leader, _term)], [new Change.Remove(ClusterKeys.Leader)]));
    }

    /// <summary>
    /// Takes out nodes whose machines refuse connections: the leader any other, and every node a dead leader. Nobody who lives can
    /// be hurt by it: a leader is fenced by its term, and a member joins again.
    /// </summary>
    private void BuryTheDead()
    {
        foreach (var (node, refusals) in _refusals)
        {
            if (refusals < SureRefusals || !_view.Members.ContainsKey(node))
                continue;
            var leads = _view.Leader?.Record.Node == node;
            if (_leader is null && !leads)
                continue;
            _parts.Log.Dead(node);
            TakeOut(node);
        }
    }

    private void TakeOut(NodeId node)
    {
        if (_view.Leader is { } leader && leader.Record.Node == node)
            Commit(new Transaction([new Condition.SameSince(ClusterKeys.Leader, leader.Term)], [new Change.Remove(ClusterKeys.Leader)]));
        if (_view.Members.GetValueOrDefault(node) is { } member)
        {
            Commit(new Transaction(
                [new Condition.Unchanged(ClusterKeys.Member(node), member.ModRevision)],
                [new Change.Remove(ClusterKeys.Member(node)), new Change.RemoveAll(ClusterKeys.ServablesOf(node))]));
        }
    }

    private void Commit(Transaction transaction) =>
        Context.PipeToSelf(_parts.Store.CommitAsync(transaction), _ => new Done(), failure => new TryAgain(failure.Message));
}
