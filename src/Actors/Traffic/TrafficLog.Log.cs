using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Traffic;

/// <summary>What the traffic monitor says to operators.</summary>
/// <param name="logger">Where to.</param>
public sealed partial class TrafficLog(ILogger<TrafficLog> logger)
{
    [LoggerMessage(EventIds.TrafficRolledBack, LogLevel.Warning, "{Model}: rolled back: {Note}")]
    internal partial void RolledBack(ModelName model, string note);

    [LoggerMessage(EventIds.TrafficPassed, LogLevel.Information, "{Model}: {Note}")]
    internal partial void Passed(ModelName model, string note);

    [LoggerMessage(EventIds.TrafficRefused, LogLevel.Error, "{Model}: {Note}; the traffic plan cannot be changed now and that is tried again: {Why}")]
    internal partial void Refused(ModelName model, string note, string why);
}
