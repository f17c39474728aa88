using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ModelCluster.Api.Http.Security;

/// <summary>
/// What each path asks of its caller, and in which form it tells errors. By the route that was matched, not by the text of the URL;
/// a change whose path is not known here asks for the most.
/// </summary>
internal static class AccessRules
{
    /// <summary>The pattern of the route that was matched, such as <c>/v2/models/{model}/infer</c>; empty when none was.</summary>
    public static string PatternOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";

    /// <summary>What a request asks of its caller.</summary>
    public static Access Of(string pattern, string method, bool openMetrics)
    {
        if (pattern is "/v2/health/live" or "/v2/health/ready" or "/health_check" or "/deployments/ping" or "/deployments/health")
            return Access.Open;
        if (openMetrics && pattern is "/metrics" or "/monitoring/prometheus/metrics" or "/deployments/metrics")
            return Access.Open;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || pattern.Length == 0)
            return Access.Read;
        if (pattern is "/v2/repository/index" or "/v2/repository/{repository}/index")
            return Access.Read;
        return IsInference(pattern) ? Access.Infer : Access.Operate;
    }

    /// <summary>The member that holds the message of an error, in the form of the protocol that the path belongs to.</summary>
    public static string ErrorMemberOf(string pattern)
    {
        if (IsUnder("/predict", pattern) || pattern is "/meta" or "/health_check")
            return "error_message";
        return IsUnder("/deployments", pattern) ? "detail" : "error";
    }

    private static bool IsInference(string pattern) =>
        pattern.EndsWith("/infer", StringComparison.Ordinal) || IsUnder("/predict", pattern) || IsUnder("/predictor", pattern);

    private static bool IsUnder(string folder, string pattern) =>
        pattern.StartsWith(folder, StringComparison.Ordinal) && (pattern.Length == folder.Length || pattern[folder.Length] == '/');
}
