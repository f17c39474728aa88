using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>A replica in the book. The book alone changes it.</summary>
internal sealed class Placed(ReplicaPlacement wanted)
{
    internal ReplicaKey Key { get; } = wanted.Key;

    internal ServableId Servable { get; } = new(wanted.Key.Model, wanted.Version);

    internal bool IsLazy { get; } = wanted.IsLazy;

    /// <summary>The model's for a lazy one, so that its home is the model's; else the replica's.</summary>
    internal ulong Hash { get; } = wanted.IsLazy ? RendezvousHash.KeyOf(wanted.Key.Model) : RendezvousHash.KeyOf(wanted.Key);

    internal long Memory { get; set; } = wanted.MemoryBytes;

    /// <summary>What it takes of a node's budget: nothing where it is lazy, since it sleeps when the room is needed.</summary>
    internal long Reserves => IsLazy ? 0 : Memory;

    /// <summary>Where it is wanted.</summary>
    internal Worker? At { get; set; }

    /// <summary>Where it still is, until it is up where it is wanted.</summary>
    internal Worker? Old { get; set; }

    /// <summary>The other replicas of its version, itself among them.</summary>
    internal List<Placed> Siblings { get; set; } = [];

    /// <summary>Nodes that could not load its version; null: none.</summary>
    internal HashSet<NodeId>? Shunned { get; set; }

    /// <summary>The nodes among which it was last seen to be at home, so that only those are looked at again that may not be.</summary>
    internal Worker[]? AtHomeAmong { get; set; }

    /// <summary>It has been reported as placed nowhere.</summary>
    internal bool IsReported { get; set; }

    /// <summary>It is on its way out, and is not to be placed again.</summary>
    internal bool IsRetiring { get; set; }

    internal bool IsWellPlaced => At is { Keeps: true };

    /// <summary>Largest first, since they are the hardest to place; then by name, so that no order of the inputs matters.</summary>
    internal static int LargestFirst(Placed left, Placed right)
    {
        var order = right.Memory.CompareTo(left.Memory);
        return order != 0 ? order : ByKey(left, right);
    }

    internal static int ByKey(Placed left, Placed right)
    {
        var order = string.CompareOrdinal(left.Key.Model.Value, right.Key.Model.Value);
        return order != 0 ? order : left.Key.Number.CompareTo(right.Key.Number);
    }

    internal ReplicaPlacement ToPlacement() => new(Key, Servable.Version, Memory)
    {
        IsLazy = IsLazy,
        Node = At?.Node,
        HandedOverFrom = Old?.Node,
    };
}
