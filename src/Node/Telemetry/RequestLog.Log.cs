using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Telemetry;

internal sealed partial class RequestLog
{
    [LoggerMessage(EventIds.RequestLogNotWritten, LogLevel.Error, "requests are missing from {File}, which cannot be written: {Reason}")]
    private partial void LogNotWritten(string file, string reason);
}
