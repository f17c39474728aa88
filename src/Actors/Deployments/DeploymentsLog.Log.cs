using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Deployments;

public sealed partial class DeploymentsLog
{
    [LoggerMessage(EventIds.DeploymentsDeployed, LogLevel.Information, "deployment {Name} version {Version}: {Image}")]
    private partial void LogDeployed(ModelName name, int version, string image);

    [LoggerMessage(EventIds.DeploymentsRolledBack, LogLevel.Warning, "deployment {Name} went back to version {From}, as version {Version}: {Reason}")]
    private partial void LogRolledBack(ModelName name, int from, int version, string reason);

    [LoggerMessage(EventIds.DeploymentsChanged, LogLevel.Information, "deployment {Name}: {What}")]
    private partial void LogChanged(ModelName name, string what);

    [LoggerMessage(EventIds.DeploymentsUnreadable, LogLevel.Error, "deployments cannot be read from the journal: {Reason}; tried again in {Retry}")]
    private partial void LogUnreadable(string reason, TimeSpan retry);

    [LoggerMessage(EventIds.DeploymentsNotRolledBack, LogLevel.Error, "deployment {Name} failed but cannot go back: {Reason}")]
    private partial void LogNotRolledBack(ModelName name, string reason);

    [LoggerMessage(EventIds.DeploymentsNotWiped, LogLevel.Error, "the cleared records of deployment {Name} are still in the journal: {Reason}")]
    private partial void LogNotWiped(ModelName name, string reason);
}
