using System.Text.Json;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Node.Deployments;

namespace ModelCluster.Node.Cluster;

/// <summary>Lets every node know the domains of what is deployed: the leader, who reads the deployments, tells the others.</summary>
internal sealed class DomainSharing : IClusterObserver
{
    private readonly DeploymentDomains _domains;
    private readonly Leadership _leadership;

    public DomainSharing(DeploymentDomains domains, Leadership leadership)
    {
        (_domains, _leadership) = (domains, leadership);
        domains.Tell = json => leadership.Current?.PublishDomains(json);
    }

    public void OnChange(ClusterView view, ClusterChanges changes)
    {
        if (!changes.Domains || view.Domains.IsEmpty || _leadership.Current is not null)
            return;
        try
        {
            _domains.Take(view.Domains.Span);
        }
        catch (JsonException)
        {
            return; // of a release that writes them otherwise: those known so far stay
        }
    }
}
