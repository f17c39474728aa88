using ModelCluster.Contracts.Control;

namespace ModelCluster.Actors.Traffic;

/// <summary>Judges a candidate by its figures. Stateless.</summary>
internal static class LimitJudge
{
    /// <summary>Which limit is broken, in words with the figures; null if none is, or if it is too early to say.</summary>
    internal static string? BrokenLimit(CandidateReport report)
    {
        var limits = report.Limits;
        if (report.Requests < limits.MinRequests)
            return null;
        if (limits.MaxErrorRate is { } maxRate && report.ErrorRate > maxRate)
        {
            return $"version {limits.Candidate} failed {report.Failures} of {report.Requests} requests " +
                $"({Percent(report.ErrorRate.Value)}), more than {Percent(maxRate)}";
        }

        if (limits.MaxLatency is { } maxLatency && report.P99 > maxLatency)
        {
            return $"version {limits.Candidate} has a 99th percentile of latency of {Milliseconds(report.P99.Value)} " +
                $"after {report.Requests} requests, more than {Milliseconds(maxLatency)}";
        }

        return null;
    }

    /// <summary>What is said of a candidate whose period is over and who broke no limit.</summary>
    internal static string Summary(CandidateReport report)
    {
        var limits = report.Limits;
        if (report.Requests < limits.MinRequests)
            return $"version {limits.Candidate} answered {report.Requests} of the {limits.MinRequests} requests it takes to judge it; it serves on";
        var p99 = report.P99 is { } latency ? $", 99th percentile of latency {Milliseconds(latency)}" : "";
        return $"version {limits.Candidate} held its limits for {limits.Period}: {report.Failures} of {report.Requests} requests failed{p99}";
    }

    private static string Percent(double part) => FormattableString.Invariant($"{part * 100:0.##} %");

    private static string Milliseconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalMilliseconds:0.##} ms");
}
