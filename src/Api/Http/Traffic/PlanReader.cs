using System.Text.Json;
using ModelCluster.Api.Http.Body;
using ModelCluster.Contracts.Control;

namespace ModelCluster.Api.Http.Traffic;

/// <summary>Reads a traffic plan from JSON. What it has to do with the model's versions is checked by who carries it out.</summary>
internal static class PlanReader
{
    private const int MaxWeight = 1_000_000;
    private const double MaxPeriodSeconds = 24 * 60 * 60;
    private const double MaxLatencyMilliseconds = 60 * 60 * 1000;

    /// <summary>Reads a plan.</summary>
    /// <exception cref="ProblemException">400, with the key's path.</exception>
    public static TrafficPlan Read(JsonElement body)
    {
        var plan = new StrictObject(body, "", "shares", "sticky_header", "mirror", "limits");
        return new TrafficPlan
        {
            Shares = [.. plan.List("shares").Select(share => ReadShare(share.Element, share.Path))],
            StickyHeader = plan.Text("sticky_header", "the name of a request header, such as \"X-User\""),
            Mirror = plan.Find("mirror") is { } mirror ? ReadMirror(mirror) : null,
            Limits = plan.Find("limits") is { } limits ? ReadLimits(limits) : null,
        };
    }

    private static TrafficShare ReadShare(JsonElement element, string path)
    {
        var share = new StrictObject(element, path, "version", "weight");
        share.Required("weight", $"a whole number from 0 to {MaxWeight}");
        return new TrafficShare(share.Version("version"), share.Integer("weight", 0, MaxWeight)!.Value);
    }

    private static TrafficMirror ReadMirror(JsonElement element)
    {
        var mirror = new StrictObject(element, "mirror", "version", "percent", "tolerance");
        var set = new TrafficMirror(mirror.Version("version"));
        return set with
        {
            Percent = mirror.Number("percent", double.Epsilon, 100, "a number above 0 and at most 100") ?? set.Percent,
            Tolerance = mirror.Number("tolerance", 0, double.MaxValue, "a number from 0") ?? set.Tolerance,
        };
    }

    private static TrafficLimits ReadLimits(JsonElement element)
    {
        var limits = new StrictObject(
            element, "limits", "candidate", "period_seconds", "max_error_rate", "max_latency_ms", "min_requests");
        const string period = "a number of seconds from 1 to 86400";
        limits.Required("period_seconds", period);
        var maxLatency = limits.Number(
            "max_latency_ms", double.Epsilon, MaxLatencyMilliseconds, "a number of milliseconds above 0 and at most 3600000");
        var set = new TrafficLimits(
            limits.Version("candidate"),
            TimeSpan.FromSeconds(limits.Number("period_seconds", 1, MaxPeriodSeconds, period)!.Value),
            limits.Number("max_error_rate", 0, 1, "a number from 0 to 1"),
            maxLatency is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null);
        if (set is { MaxErrorRate: null, MaxLatency: null })
            throw ProblemException.BadRequest("'limits' limits nothing; give it 'max_error_rate', 'max_latency_ms' or both");
        return set with { MinRequests = limits.Integer("min_requests", 1, int.MaxValue) ?? set.MinRequests };
    }
}
