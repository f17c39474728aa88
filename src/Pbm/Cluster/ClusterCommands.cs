using System.CommandLine;

namespace ModelCluster.Pbm.Cluster;

/// <summary><c>pbm cluster …</c>: the nodes, who leads, and operating nodes.</summary>
internal static class ClusterCommands
{
    internal static Command Create() => new("cluster", "See and operate the nodes of the cluster. Any node answers.")
    {
        ClusterShow.Create(),
        MemberChange.Create("drain", "Put nothing new on a node, and replace what it holds elsewhere; it stays a member.", "holds nothing any more", MemberChange.HoldsNothing),
        MemberChange.Create("resume", "Take back draining a node.", null, null),
        MemberChange.Create("leave", "Drain a node, then end it.", "is gone", MemberChange.IsGone),
        MemberChange.Create("down", "Hold a node for dead and replace what it held: for one that hangs. If it lives, it joins again.", null, null),
        Leader(),
        Rebalance(),
    };

    /// <summary><c>rebalance</c>, which <c>pbm sharding</c> has too.</summary>
    internal static Command Rebalance() => new Command("rebalance", "Even out what the nodes hold, a few moves at a time; each replacement is available before what it replaces goes.")
    {
        ClusterChange.DryRun,
    }.Changes((_, _) => "/v2/cluster/rebalance", "nothing to move");

    private static Command Leader()
    {
        var leader = new Command("leader", "Who leads, and since when.")
        {
            new Command("resign", "Let another node lead.") { ClusterChange.DryRun }.Changes((_, _) => "/v2/cluster/leader/resign", "done"),
        };
        return ClusterShow.LeaderOnly(leader);
    }
}
