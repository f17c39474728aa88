using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Api.Http;

internal sealed partial class HttpBoundary
{
    [LoggerMessage(EventIds.HttpClientGone, LogLevel.Debug, "The client of {Path} went away before it was answered")]
    private partial void LogClientGone(PathString path);

    [LoggerMessage(EventIds.HttpFailed, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception failure, string method, PathString path);
}
