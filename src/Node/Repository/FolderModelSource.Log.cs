using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Repository;

public sealed partial class FolderModelSource
{
    [LoggerMessage(EventId = EventIds.RepositoryChanged, Level = LogLevel.Information, Message = "The repository changed and holds {Models} models")]
    private partial void LogChanged(int models);
}
