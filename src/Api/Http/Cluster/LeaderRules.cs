using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Security;

namespace ModelCluster.Api.Http.Cluster;

/// <summary>Which requests only the leader can answer: what changes models, and what shows decisions that it alone keeps. Stateless.</summary>
public static class LeaderRules
{
    /// <summary>True if a request must be answered by the leader.</summary>
    /// <param name="context">After routing.</param>
    public static bool IsForLeader(HttpContext context) => IsForLeader(AccessRules.PatternOf(context), context.Request.Method);

    /// <summary>The member that holds the message of an error, in the form of the protocol that a request belongs to.</summary>
    /// <param name="context">After routing.</param>
    public static string ErrorMemberOf(HttpContext context) => AccessRules.ErrorMemberOf(AccessRules.PatternOf(context));

    internal static bool IsForLeader(string pattern, string method)
    {
        if (pattern.StartsWith("/cluster/", StringComparison.Ordinal))
            return false; // nodes among themselves, who know whom they ask
        if (pattern.StartsWith("/v2/cluster", StringComparison.Ordinal) || pattern.StartsWith("/v2/logging", StringComparison.Ordinal) || pattern.StartsWith("/v2/trace", StringComparison.Ordinal))
            return false; // of one node, or led to the right one by themselves
        if (pattern is "/deployments/ping" or "/deployments/health" or "/deployments/version" or "/deployments/metrics")
            return false;
        return IsLeadersKnowledge(pattern) || AccessRules.Of(pattern, method, openMetrics: false) == Access.Operate;
    }

    private static bool IsLeadersKnowledge(string pattern) =>
        pattern.StartsWith("/deployments", StringComparison.Ordinal)
        || pattern is "/v2/models/{model}/labels" or "/v2/models/{model}/traffic" or "/v2/models/{model}/control" or "/v2/models/{model}/config/effective" or "/v2/repository/servables";
}
