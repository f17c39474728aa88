using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Deployments;

/// <summary>What deployments tell operators. Thread-safe.</summary>
/// <param name="logger">Where to.</param>
public sealed partial class DeploymentsLog(ILogger<DeploymentsLog> logger)
{
    internal void Happened(ModelName name, IDeploymentEvent happened)
    {
        switch (happened)
        {
            case DeploymentEvents.Created created:
                LogDeployed(name, created.Record.Version, Image(created.Record));
                break;
            case DeploymentEvents.Updated updated:
                LogDeployed(name, updated.Record.Version, Image(updated.Record));
                break;
            case DeploymentEvents.RolledBack back:
                LogRolledBack(name, back.From, back.Record.Version, back.Reason);
                break;
            default:
                LogChanged(name, happened.GetType().Name);
                break;
        }
    }

    internal void Unreadable(string reason, TimeSpan retry) => LogUnreadable(reason, retry);

    internal void NotRolledBack(ModelName name, string reason) => LogNotRolledBack(name, reason);

    internal void NotWiped(ModelName name, string reason) => LogNotWiped(name, reason);

    private static string Image(DeploymentRecord record) => $"{record.Settings.Image} (version {record.ImageVersion})";
}
