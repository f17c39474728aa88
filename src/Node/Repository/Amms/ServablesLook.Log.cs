using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Repository.Amms;

internal sealed partial class ServablesLook
{
    [LoggerMessage(EventId = EventIds.ServablesMisnamed, Level = LogLevel.Warning, Message = "{Path} is not served: {Allowed}")]
    private partial void LogMisnamed(string path, string allowed);
}
