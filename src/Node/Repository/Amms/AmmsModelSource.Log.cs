using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Repository.Amms;

internal sealed partial class AmmsModelSource
{
    [LoggerMessage(EventId = EventIds.ServablesChanged, Level = LogLevel.Information, Message = "What servables.json names changed: {Models} models")]
    private partial void LogChanged(int models);

    [LoggerMessage(EventId = EventIds.ServablesAccepted, Level = LogLevel.Information, Message = "{File} was accepted: {Changes}")]
    private partial void LogAccepted(string file, string changes);

    [LoggerMessage(EventId = EventIds.ServablesRejected, Level = LogLevel.Error, Message = "{File} was rejected, the last good one stays in use: {Reason}")]
    private partial void LogRejected(string file, string reason);

    [LoggerMessage(EventId = EventIds.ServablesNotWritten, Level = LogLevel.Error, Message = "The history of {File} is incomplete: {Reason}")]
    private partial void LogNotWritten(string file, string reason);
}
