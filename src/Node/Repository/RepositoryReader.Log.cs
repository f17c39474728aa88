using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Repository;

internal sealed partial class RepositoryReader
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(EventId = EventIds.RepositoryFolderMissing, Level = LogLevel.Error,
        Message = "The repository folder {Folder} cannot be read: {Reason} What it held stays served; the folder is looked for at every scan")]
    private partial void LogFolderMissing(string folder, string reason);

    [LoggerMessage(EventId = EventIds.RepositoryFolderBack, Level = LogLevel.Information, Message = "The repository folder {Folder} can be read again")]
    private partial void LogFolderBack(string folder);

    [LoggerMessage(EventId = EventIds.RepositoryNotAModel, Level = LogLevel.Warning, Message = "{Path} is not served: {Reason}")]
    private partial void LogNotAModel(string path, string reason);
}
