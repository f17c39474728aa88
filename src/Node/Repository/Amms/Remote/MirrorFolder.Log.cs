using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Repository.Amms.Remote;

internal sealed partial class MirrorFolder
{
    [LoggerMessage(EventId = EventIds.ServablesFetched, Level = LogLevel.Information, Message = "{Path} was fetched into {Folder}, SHA-256 {Sha256}")]
    private partial void LogFetched(string path, string folder, string sha256);

    [LoggerMessage(EventId = EventIds.ServablesRemoteMisnamed, Level = LogLevel.Warning, Message = "{Path} is not fetched: {Allowed}")]
    private partial void LogMisnamed(string path, string allowed);
}
