using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Api.Adapters;

public sealed partial class TypedAvailability
{
    [LoggerMessage(EventIds.TypedAdapterUnsuitable, LogLevel.Warning, "{Servable} takes no typed requests: {Problem}")]
    private partial void LogNoTypedRequests(string servable, string problem);
}
