using System.Runtime.InteropServices;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>How the book finds nodes for those that have none.</summary>
public sealed partial class PlacementBook
{
    private Placed Add(ReplicaPlacement wanted)
    {
        var replica = new Placed(wanted);
        _replicas.Add(replica.Key, replica);
        ref var siblings = ref CollectionsMarshal.GetValueRefOrAddDefault(_versions, replica.Servable, out _);
        replica.Siblings = siblings ??= [];
        siblings.Add(replica);
        replica.Shunned = _shunned.GetValueOrDefault(replica.Servable);
        if (wanted.HandedOverFrom is { } from && _workers.TryGetValue(from, out var old) && (old.Keeps || old.HandsOver) && from != wanted.Node)
            StartHandOff(replica, old);
        if (wanted.Node is { } node && _workers.TryGetValue(node, out var at) && (at.Keeps || at.HandsOver))
            Enter(replica, at);
        if (!replica.IsWellPlaced)
            _homeless.Add(replica);
        return replica;
    }

    /// <summary>Looks at every replica, since a node that held some no longer does, or does again.</summary>
    private void Unsettle(List<PlacementChange> changes)
    {
        var saved = new List<Placed>();
        foreach (var replica in _replicas.Values)
        {
            if (replica.Old is { Keeps: false, HandsOver: false })
                EndHandOff(replica);
            if (replica.At is { Keeps: false, HandsOver: false })
                Leave(replica);
            if (replica.IsRetiring)
                continue;
            if (!replica.IsWellPlaced)
                _homeless.Add(replica);
            else if (_homeless.Remove(replica))
                saved.Add(replica);
        }

        saved.Sort(Placed.ByKey);
        changes.AddRange(saved.Select(Stays));
    }

    /// <summary>Tries those that are homeless, unless it is plain that nothing has changed for them.</summary>
    private void Settle(List<PlacementChange> changes)
    {
        if (_homeless.Count == 0)
            return;
        var roomiest = long.MinValue;
        foreach (var worker in _takers)
            roomiest = Math.Max(roomiest, worker.Left);
        var candidates = new List<Placed>();
        foreach (var replica in _homeless)
        {
            if (!replica.IsReported || replica.Memory <= roomiest || replica.Old is { Keeps: true })
                candidates.Add(replica);
        }

        candidates.Sort(Placed.LargestFirst);
        foreach (var replica in candidates)
        {
            if (Settle(replica) is { } change)
                changes.Add(change);
        }
    }

    /// <summary>Finds a node for one replica.</summary>
    /// <returns>Null if nothing is new.</returns>
    private PlacementChange? Settle(Placed replica)
    {
        if (replica.IsWellPlaced)
            return null;
        if (replica.Old is { Keeps: true } home)
            return StayAt(replica, home);
        if (PlacementPolicy.Choose(_takers, replica) is { } worker)
            return Move(replica, worker);
        _homeless.Add(replica);
        if (replica.IsReported)
            return null;
        replica.IsReported = true;
        var stillAt = replica.Old ?? replica.At;
        return new PlacementChange(replica.Key, stillAt?.Node, null, Unplaced.Why(replica, _workers.Values));
    }

    /// <summary>Wants a replica on another node; where it is now, it stays until it is up there.</summary>
    private PlacementChange Move(Placed replica, Worker to)
    {
        var from = replica.At;
        Leave(replica);
        if (from is not null && replica.Old is null)
            StartHandOff(replica, from);
        Enter(replica, to);
        _homeless.Remove(replica);
        replica.IsReported = false;
        return new PlacementChange(replica.Key, replica.Old?.Node, to.Node);
    }

    /// <summary>Its hand-over has failed, but where it was handed over from, it may stay.</summary>
    private PlacementChange StayAt(Placed replica, Worker home)
    {
        Leave(replica);
        EndHandOff(replica);
        Enter(replica, home);
        _homeless.Remove(replica);
        return Stays(replica);
    }

    private static PlacementChange Stays(Placed replica)
    {
        replica.IsReported = false;
        return new PlacementChange(replica.Key, replica.Old?.Node, replica.At!.Node);
    }

    private static void Enter(Placed replica, Worker worker)
    {
        worker.Add(replica);
        replica.At = worker;
    }

    private static void Leave(Placed replica)
    {
        replica.At?.Remove(replica);
        replica.At = null;
    }

    private void StartHandOff(Placed replica, Worker from)
    {
        from.Reserve(replica.Reserves);
        replica.Old = from;
        HandOffs++;
    }

    private void EndHandOff(Placed replica)
    {
        if (replica.Old is null)
            return;
        replica.Old.Reserve(-replica.Reserves);
        replica.Old = null;
        HandOffs--;
    }
}
