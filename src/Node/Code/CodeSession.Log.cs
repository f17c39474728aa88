using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Code;

internal sealed partial class CodeSession
{
    [LoggerMessage(EventIds.CodeKeptInMemory, LogLevel.Warning,
        "the code of {Servable} was unloaded but stays in memory: a thread, a timer, an event or a cache of its own still uses it; end them in its Dispose")]
    private partial void LogKept(ServableId servable);

    [LoggerMessage(EventIds.CodeDisposeFailed, LogLevel.Warning, "the servable of {Servable} failed to dispose itself: {Reason}")]
    private partial void LogDisposeFailed(ServableId servable, string reason);
}
