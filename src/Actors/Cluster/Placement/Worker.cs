using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>A node as the book sees it: what it may hold, and the sums of what it holds. Owned by one book.</summary>
internal sealed class Worker(NodeId node)
{
    /// <summary>
    /// A replica counts as this part of a core, so that those of no known size, and those just placed, whose load nobody has
    /// seen yet, spread too.
    /// </summary>
    private const double CoresPerReplica = 0.01;

    private double _budget = 1;
    private double _countShare;
    private int _cores = 1;
    private double _load;
    private long _bytes;
    private int _count;

    internal NodeId Node => node;

    internal ulong Seed { get; } = RendezvousHash.SeedOf(node);

    /// <summary>Takes new replicas.</summary>
    internal bool Takes { get; private set; }

    /// <summary>Replicas on it are well placed.</summary>
    internal bool Keeps { get; private set; }

    /// <summary>Replicas on it serve until they are up elsewhere.</summary>
    internal bool HandsOver { get; private set; }

    internal long Budget { get; private set; }

    /// <summary>Taken of the budget now: by what is wanted here, and by what is still being handed over to others.</summary>
    internal long Reserved { get; private set; }

    internal long Left => Budget - Reserved;

    /// <summary>What is above the budget even once all hand-offs are done; 0 or less if nothing is.</summary>
    internal long Excess => _bytes - Budget;

    /// <summary>How full it will be once all hand-offs are done: its memory's share and its replicas', without the load.</summary>
    internal double Fullness => (_bytes / _budget) + (_count * _countShare);

    /// <summary>True if this node has at least twice as many replicas for its cores, and two more: the other is new, or was emptied.</summary>
    internal bool IsCrowdedBeside(Worker other) =>
        (_count * other._cores) - (other._count * _cores) >= _cores + other._cores
        && _count * other._cores >= 2 * other._count * _cores;

    /// <summary>A note of the policy while it looks for a node: replicas of the version in question that are here.</summary>
    internal int Siblings { get; set; }

    /// <summary>Says how the member is now; null if it is none any more.</summary>
    /// <returns>True if that may leave a replica homeless, or home again.</returns>
    internal bool Set(PlacementMember? member)
    {
        var before = (Keeps, HandsOver);
        var isWorker = member is not null && member.Roles.HasFlag(NodeRoles.Worker);
        Keeps = isWorker && member!.State == MemberState.Up;
        HandsOver = isWorker && member!.State == MemberState.Leaving;
        Takes = Keeps && member!.IsReachable;
        Budget = member?.MemoryBudgetBytes ?? 0;
        _budget = Math.Max(1, Budget);
        _cores = Math.Max(1, member?.Cores ?? 1);
        _countShare = CoresPerReplica / _cores;
        _load = member?.Load ?? 0;
        return before != (Keeps, HandsOver);
    }

    /// <summary>How dear it is to put a replica here; the least is the best. Infinite where it is only seen to be above the least so far.</summary>
    internal double CostOf(Placed replica, double least) => replica.IsLazy
        ? RendezvousHash.Delay(replica.Hash, Seed, _budget, least)
        : _load + FullnessWith(replica, 1);

    /// <summary>How full it would be with one replica more (1) or less (-1).</summary>
    internal double FullnessWith(Placed replica, int sign) =>
        ((_bytes + (sign * replica.Memory)) / _budget) + ((_count + sign) * _countShare);

    /// <summary>Counts a replica in: wanted here.</summary>
    internal void Add(Placed replica)
    {
        Reserve(replica.Reserves);
        Count(replica, 1);
    }

    /// <summary>Counts a replica out, memory and all.</summary>
    internal void Remove(Placed replica)
    {
        Reserve(-replica.Reserves);
        Count(replica, -1);
    }

    /// <summary>Takes memory of the budget, or gives it back, without wanting anything here.</summary>
    internal void Reserve(long bytes) => Reserved += bytes;

    private void Count(Placed replica, int sign)
    {
        if (replica.IsLazy)
            return;
        _bytes += sign * replica.Memory;
        _count += sign;
    }
}
