using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;
using static ModelCluster.Actors.Cluster.Leading.PlacementProtocol;

namespace ModelCluster.Actors.Cluster.Leading;

/// <remarks>
/// Replicas go to nodes within reach of the leader only: to one that is cut off from it, or does not know the secret of the links,
/// no requests would come. A leader that has just begun may still be opening its links; until each was tried, those that have no
/// node yet wait, lest it takes all of them itself.
/// </remarks>
internal sealed partial class PlacementActor
{
    private static readonly TimeSpan TryingLinks = TimeSpan.FromSeconds(2);

    private readonly List<Want> _early = [];
    private bool _triesLinks;
    private bool _hasTriedLinks;

    private bool IsWithinReach(NodeId node) => node == self || IsAnswering(node);

    /// <summary>
    /// A node that was without its lease before this one led is no member that it knows, but keeps what it holds while its link
    /// answers; nothing more goes there until it is a member again.
    /// </summary>
    private bool KeepsStray(NodeId node)
    {
        if (_strays.Contains(node))
            return true;
        if (!IsAnswering(node))
            return false;
        _strays.Add(node);
        _withoutLease.Add(node);
        SetMembers();
        return true;
    }

    private static PlacementMember DescribeStray(NodeId node) => new(node, MemberState.Up, MemoryBudgetBytes: 0) { IsReachable = false };

    private void LookAtLinks()
    {
        if (_members.Keys.All(node => node == self || links.Find(node)?.Condition is not (null or PeerCondition.Connecting)))
            OnLinksTried();
        else if (!_triesLinks)
            Context.Timers.StartSingleTimer(nameof(LinksTried), new LinksTried(), TryingLinks);
        _triesLinks = true;
    }

    private void OnLinksTried()
    {
        _hasTriedLinks = true;
        foreach (var want in _early)
            OnWant(want);
        _early.Clear();
    }
}
