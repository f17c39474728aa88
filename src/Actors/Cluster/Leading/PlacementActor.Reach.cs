using ModelCluster.Actors.Cluster.Links;
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
