namespace ModelCluster.Node.Onnx;

internal sealed partial class OnnxEnvironment
{
    [LoggerMessage(3000, LogLevel.Information, "ONNX Runtime {Version} from {Path}")]
    private static partial void LogLibrary(ILogger logger, string version, string path);

    [LoggerMessage(3001, LogLevel.Warning,
        "ONNX Runtime {Version} was found by the system's search, not beside this program: a system-wide copy may be of any version")]
    private static partial void LogSystemLibrary(ILogger logger, string version);

    [LoggerMessage(EventId = 3002, Message = "{LogId}: {Text} ({Location})")]
    private static partial void LogRuntime(ILogger logger, LogLevel level, string logId, string text, string location);
}
