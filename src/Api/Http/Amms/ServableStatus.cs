using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Http.Amms;

/// <summary>A servable's state in this protocol's four words.</summary>
internal static class ServableStatus
{
    /// <summary>NOT_LOADED, LOADING, IDLE, or PREDICTING while it has requests.</summary>
    public static string Of(ServableView servable, ServableStatistics? statistics) => servable.State switch
    {
        ServableState.Loading or ServableState.Warming => "LOADING",
        ServableState.Available or ServableState.Draining when statistics is { QueueDepth: > 0 } or { RunsInProgress: > 0 } => "PREDICTING",
        ServableState.Available => "IDLE",
        _ => "NOT_LOADED",
    };
}
