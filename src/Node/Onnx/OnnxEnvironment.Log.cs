using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Onnx;

internal sealed partial class OnnxEnvironment
{
    [LoggerMessage(EventIds.OnnxLibrary, LogLevel.Information, "ONNX Runtime {Version} from {Path}")]
    private static partial void LogLibrary(ILogger logger, string version, string path);

    [LoggerMessage(EventIds.OnnxSystemLibrary, LogLevel.Warning,
        "ONNX Runtime {Version} was found by the system's search, not beside this program: a system-wide copy may be of any version")]
    private static partial void LogSystemLibrary(ILogger logger, string version);

    [LoggerMessage(EventId = EventIds.OnnxRuntime, Message = "{LogId}: {Text} ({Location})")]
    private static partial void LogRuntime(ILogger logger, LogLevel level, string logId, string text, string location);
}
