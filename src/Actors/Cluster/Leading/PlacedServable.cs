using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.Routing;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Models.Spawning;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Cluster.Leading.PlacedProtocol;
using static ModelCluster.Actors.Models.ServableProtocol;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>
/// One replica as the leader sees it: asks for a node, orders it there, and tells its supervisor what that node says of it. The
/// order stands until the supervisor retires it, or its node is lost: this actor may end and begin again meanwhile.
/// </summary>
internal sealed class PlacedServable(ServableOrder order, PlacedParts parts, ActorRef<Observed> supervisor) : Actor<IServableMessage>
{
    private readonly ReplicaKey _key = new(order.Wanted.Name, order.Number);
    private PlacementRecord? _placement;
    private HeldServable? _held;
    private IReplica? _replica;
    private IReplica? _toldReplica;
    private ServableState _told = order.Found?.State ?? ServableState.New;
    private bool _isRetiring;
    private bool _hasEnded;

    /// <inheritdoc/>
    protected internal override void PreStart()
    {
        var view = parts.View;
        if (view.Placement(_key) is { } ordered)
            _placement = ordered with { SpecDigest = parts.Specs.Hold(_key.Model, order.Wanted) };
        else if (view.Servable(_key) is { } orphan)
            _placement = RecordOf(orphan.Node, orphan.Record.Artefact); // the lighthouse has lost the order, but the node has not lost the replica
        if (_placement is null)
            return;
        Write();
        Want(_placement.Node);
        OnSeen(view.Servable(_key));
    }

    /// <inheritdoc/>
    protected internal override void PostStop()
    {
        if (_placement is not null)
            parts.Specs.Release(_key.Model, _placement.SpecDigest);
    }

    /// <inheritdoc/>
    protected internal override void Receive(IServableMessage message)
    {
        if (_hasEnded)
            return;
        switch (message)
        {
            case Load when _placement is null:
                Want(node: null);
                break;
            case Load:
                _placement = _placement with { Attempt = _placement.Attempt + 1 };
                _told = ServableState.Loading;
                Write();
                break;
            case Assigned assigned when _placement is null && !_isRetiring:
                Describe(assigned.Node);
                break;
            case Described described when _placement is null && !_isRetiring:
                _placement = RecordOf(described.Node, described.Artefact);
                Write();
                break;
            case Described:
                break;
            case Assigned:
                break; // it is where it is; a move is a new incarnation
            case Homeless homeless when _placement is null:
                Tell(ServableState.Failed, homeless.Reason); // it is placed by itself as soon as there is room
                break;
            case Homeless:
                break;
            case Seen seen:
                OnSeen(seen.Held);
                break;
            case StaysFailed failed:
                Tell(ServableState.Failed, failed.Reason);
                break;
            case NodeLost lost:
                Lose(lost.Reason);
                break;
            case MoveAway when !_isRetiring:
                supervisor.Tell(new Observed(order.Number, _told, "", CanRetry: false, _replica) { IsToMove = true, Node = _placement?.Node });
                break;
            case MoveAway:
                break;
            case GateSet gate when _placement is not null:
                _placement = _placement with { Gate = (ReplicaGate)gate.Gate };
                Write();
                break;
            case GateSet:
                break;
            case Retire:
                OnRetire();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnRetire()
    {
        _isRetiring = true;
        if (_placement is null)
        {
            End("");
            return;
        }

        parts.Writer.Remove(ClusterKeys.Placement(_key));
        if (_held is null && !parts.View.Members.ContainsKey(_placement.Node))
            End(""); // nobody is there who could say that it has gone
    }

    private void OnSeen(HeldServable? held)
    {
        var before = _held;
        _held = held;
        if (_placement is null || (held is not null && held.Node != _placement.Node))
            return;
        if (held is null)
        {
            if (_isRetiring && (before is not null || parts.View.Placement(_key) is null))
                End("");
            return; // else the placement actor says whether its node is lost
        }

        var record = held.Record;
        if (record.State == ServableState.Available)
            OnAvailable(held);
        else if (record is { State: ServableState.Failed, CanRetry: false } && _told != ServableState.Failed)
            OnCannotLoad(record.Reason);
        else if (record.State != _told)
            Tell(record.State, record.Reason, record.CanRetry);
        if (record.State is not (ServableState.Available or ServableState.Draining))
            _replica = null; // what is loaded next is another
    }

    private void OnCannotLoad(string reason)
    {
        _told = ServableState.Failed; // asked once
        if (_isRetiring)
            Tell(ServableState.Failed, reason);
        else
            parts.Placement.Tell(new PlacementProtocol.CannotLoad(_key, reason));
    }

    private void OnAvailable(HeldServable held)
    {
        _replica ??= parts.ReplicaOf(_key, held, order.Wanted, GateSetter(Self));
        if (_replica is null)
            return; // it went while its node told of it
        (_replica as RemoteReplica)?.Report(held.Record.IsEmpty);
        if (ReferenceEquals(_toldReplica, _replica))
            return;
        _toldReplica = _replica;
        parts.Placement.Tell(new PlacementProtocol.Weigh(_key, held.Record.MemoryBytes));
        Tell(ServableState.Available, "");
    }

    private void Lose(string reason)
    {
        parts.Writer.Remove(ClusterKeys.Placement(_key));
        End(reason);
    }

    private void End(string reason)
    {
        _hasEnded = true;
        parts.Placement.Tell(new PlacementProtocol.Forget(_key));
        Tell(ServableState.Ended, reason);
        Context.StopSelf();
    }

    private void Tell(ServableState state, string reason, bool canRetry = false)
    {
        _told = state;
        var replica = state is ServableState.Available or ServableState.Draining ? _replica : null;
        supervisor.Tell(new Observed(order.Number, state, reason, canRetry, replica) { Node = _placement?.Node });
    }

    private void Want(NodeId? node)
    {
        var memory = _held?.Record.MemoryBytes is > 0 and var known ? known : PlacedParts.SizeOf(order.Artefact);
        var wanted = new ReplicaPlacement(_key, order.Artefact.Version, memory) { IsLazy = order.Wanted.Options.Lazy, Node = node };
        parts.Placement.Tell(new PlacementProtocol.Want(wanted, Self));
    }

    /// <summary>A file that cannot be read is ordered all the same: its node tells why it cannot be loaded.</summary>
    private void Describe(NodeId node)
    {
        var unread = ArtefactRecord.Of(order.Artefact, PlacedParts.SizeOf(order.Artefact));
        Context.PipeToSelf(parts.Describe(order.Artefact), artefact => new Described(node, artefact), _ => new Described(node, unread));
    }

    private PlacementRecord RecordOf(NodeId node, ArtefactRecord artefact) => new(
        _key.Model,
        order.Artefact.Version,
        order.Number,
        order.Generation,
        node,
        parts.Specs.Hold(_key.Model, order.Wanted),
        artefact);

    private void Write() => parts.Writer.Write(ClusterKeys.Placement(_key), ClusterRecords.Placements.Write(_placement!));

    private static Action<MailboxGate> GateSetter(ActorRef<IServableMessage> self) => gate => self.Tell(new GateSet(gate));
}
