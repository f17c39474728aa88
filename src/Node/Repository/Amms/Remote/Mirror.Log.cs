using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Repository.Amms.Remote;

internal sealed partial class Mirror
{
    [LoggerMessage(EventId = EventIds.ServablesFetchFailed, Level = LogLevel.Error, Message = "{Trouble}")]
    private partial void LogTrouble(string trouble);

    [LoggerMessage(EventId = EventIds.ServablesRemoteBack, Level = LogLevel.Information, Message = "{Name} can be read again")]
    private partial void LogBack(string name);
}
