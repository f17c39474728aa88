using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.View;

/// <summary>Makes views of what the lighthouse holds. Stateless; entries that cannot be read are told of and passed over.</summary>
/// <param name="unreadable">Is told of each.</param>
internal sealed class ViewFold(Action<ClusterRecordException> unreadable)
{
    /// <summary>The view of a whole reading.</summary>
    internal ClusterView Of(CoordinationView all)
    {
        var view = ClusterView.Unknown;
        var changes = new ClusterChanges(IsWhole: true);
        foreach (var entry in all.Entries)
            view = Write(view, entry, changes);
        return view with { Revision = all.Revision };
    }

    /// <summary>The view after some changes, which are noted.</summary>
    internal ClusterView After(ClusterView view, CoordinationChanges happened, ClusterChanges changes)
    {
        foreach (var entry in happened.Written)
            view = Write(view, entry, changes);
        foreach (var key in happened.Deleted)
            view = Remove(view, key, changes);
        return view with { Revision = happened.Revision };
    }

    private ClusterView Write(ClusterView view, CoordinationEntry entry, ClusterChanges changes)
    {
        try
        {
            switch (ClusterKeys.Parse(entry.Key))
            {
                case ClusterKey.Member(var node):
                    changes.Members = true;
                    return view with { Members = view.Members.SetItem(node, new Member(node, ClusterRecords.Members.Read(entry), entry.ModRevision)) };
                case ClusterKey.Leader:
                    changes.Members = true;
                    return view with { Leader = new Leader(ClusterRecords.Leaders.Read(entry), entry.CreateRevision) };
                case ClusterKey.LeaderReady:
                    changes.Members = true;
                    return view with { ReadyTerm = TermOf(entry) };
                case ClusterKey.Domains:
                    changes.Domains = true;
                    return view with { Domains = entry.Value };
                case ClusterKey.Model(var name):
                    changes.Models.Add(name);
                    return view with { Models = view.Models.SetItem(name, ClusterRecords.Models.Read(entry)) };
                case ClusterKey.Spec(var name, var digest):
                    return view with { Specs = view.Specs.SetItem(new SpecKey(name, digest), ClusterRecords.Specs.Read(entry)) };
                case ClusterKey.Placement(var replica):
                    changes.Placements.Add(replica);
                    return view with { Placements = Set(view.Placements, replica, ClusterRecords.Placements.Read(entry)) };
                case ClusterKey.Servable(var node, var replica):
                    changes.Servables.Add(replica);
                    return view with { Servables = Set(view.Servables, replica, new HeldServable(node, ClusterRecords.Servables.Read(entry))) };
                default:
                    return view; // of a later release
            }
        }
        catch (ClusterRecordException bad)
        {
            unreadable(bad);
            return view;
        }
    }

    private static ClusterView Remove(ClusterView view, string key, ClusterChanges changes)
    {
        switch (ClusterKeys.Parse(key))
        {
            case ClusterKey.Member(var node):
                changes.Members = true;
                return view with { Members = view.Members.Remove(node) };
            case ClusterKey.Leader:
                changes.Members = true;
                return view with { Leader = null };
            case ClusterKey.LeaderReady:
                changes.Members = true;
                return view with { ReadyTerm = 0 };
            case ClusterKey.Model(var name):
                changes.Models.Add(name);
                return view with { Models = view.Models.Remove(name) };
            case ClusterKey.Spec(var name, var digest):
                return view with { Specs = view.Specs.Remove(new SpecKey(name, digest)) };
            case ClusterKey.Placement(var replica):
                changes.Placements.Add(replica);
                return view with { Placements = Without(view.Placements, replica) };
            case ClusterKey.Servable(var node, var replica) when view.Servable(replica)?.Node == node:
                changes.Servables.Add(replica);
                return view with { Servables = Without(view.Servables, replica) };
            default:
                return view;
        }
    }

    private static long TermOf(CoordinationEntry entry) =>
        long.TryParse(Encoding.UTF8.GetString(entry.Value.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var term)
            ? term
            : throw new ClusterRecordException(entry.Key, "is not the term of a leader");

    private static ImmutableDictionary<ModelName, ImmutableSortedDictionary<int, T>> Set<T>(
        ImmutableDictionary<ModelName, ImmutableSortedDictionary<int, T>> all, ReplicaKey replica, T value) =>
        all.SetItem(replica.Model, all.GetValueOrDefault(replica.Model, ImmutableSortedDictionary<int, T>.Empty).SetItem(replica.Number, value));

    private static ImmutableDictionary<ModelName, ImmutableSortedDictionary<int, T>> Without<T>(
        ImmutableDictionary<ModelName, ImmutableSortedDictionary<int, T>> all, ReplicaKey replica)
    {
        if (!all.TryGetValue(replica.Model, out var ofModel))
            return all;
        var left = ofModel.Remove(replica.Number);
        return left.IsEmpty ? all.Remove(replica.Model) : all.SetItem(replica.Model, left);
    }
}
