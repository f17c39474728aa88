using System.Text.Json;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Http.Traffic;

/// <summary>Writes labels, traffic plans and what came of them as JSON. Stateless.</summary>
internal static class TrafficJson
{
    /// <summary>An object of versions by label.</summary>
    public static void WriteLabels(Utf8JsonWriter json, IReadOnlyDictionary<string, ModelVersion> labels)
    {
        json.WriteStartObject("labels"u8);
        foreach (var (label, version) in labels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(label, version.ToString());
        json.WriteEndObject();
    }

    /// <summary>The members of a plan, as <see cref="PlanReader"/> takes them; a model and a report add what is known.</summary>
    /// <param name="json">Inside an object.</param>
    /// <param name="plan">What was decided.</param>
    /// <param name="model">Tells which versions are ready; null to say nothing of it.</param>
    /// <param name="mirror">What the mirror showed; null to say nothing of it.</param>
    public static void WritePlan(Utf8JsonWriter json, TrafficPlan plan, ModelView? model = null, MirrorReport? mirror = null)
    {
        WriteShares(json, plan.Shares, model);
        if (plan.StickyHeader is { } header)
            json.WriteString("sticky_header"u8, header);
        if (plan.Mirror is { } set)
            WriteMirror(json, set, mirror);
        if (plan.Limits is { } limits)
            WriteLimits(json, limits);
    }

    /// <summary>The member <c>candidate</c>.</summary>
    public static void WriteCandidate(Utf8JsonWriter json, CandidateReport report)
    {
        json.WriteStartObject("candidate"u8);
        json.WriteString("version"u8, report.Limits.Candidate.ToString());
        json.WriteString("state"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(report.State.ToString()));
        if (report.Note.Length > 0)
            json.WriteString("note"u8, report.Note);
        json.WriteString("since"u8, report.Since.UtcDateTime);
        json.WriteString("until"u8, (report.Since + report.Limits.Period).UtcDateTime);
        json.WriteNumber("requests"u8, report.Requests);
        json.WriteNumber("failures"u8, report.Failures);
        WriteNumber(json, "error_rate", report.ErrorRate);
        WriteNumber(json, "latency_p99_ms", report.P99?.TotalMilliseconds);
        json.WriteEndObject();
    }

    private static void WriteShares(Utf8JsonWriter json, IReadOnlyList<TrafficShare> shares, ModelView? model)
    {
        json.WriteStartArray("shares"u8);
        foreach (var share in shares)
        {
            json.WriteStartObject();
            json.WriteString("version"u8, share.Version.ToString());
            json.WriteNumber("weight"u8, share.Weight);
            if (model is not null)
                json.WriteBoolean("ready"u8, model.Versions.Any(view => view.Id.Version == share.Version && view.State == ServableState.Available));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMirror(Utf8JsonWriter json, TrafficMirror mirror, MirrorReport? report)
    {
        json.WriteStartObject("mirror"u8);
        json.WriteString("version"u8, mirror.Version.ToString());
        json.WriteNumber("percent"u8, mirror.Percent);
        json.WriteNumber("tolerance"u8, mirror.Tolerance);
        if (report is not null)
        {
            json.WriteNumber("requests"u8, report.Requests);
            json.WriteNumber("dropped"u8, report.Dropped);
            json.WriteNumber("unavailable"u8, report.Unavailable);
            json.WriteNumber("errors"u8, report.Errors);
            json.WriteNumber("compared"u8, report.Compared);
            json.WriteNumber("agreed"u8, report.Agreed);
            json.WriteNumber("incomparable"u8, report.Incomparable);
            WriteNumber(json, "agreement_rate", report.AgreementRate);
            json.WriteNumber("max_absolute_difference"u8, report.MaxAbsoluteDifference);
            WriteLatency(json, "latency_ms", report.PrimaryP50, report.PrimaryP99);
            WriteLatency(json, "shadow_latency_ms", report.ShadowP50, report.ShadowP99);
        }

        json.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter json, TrafficLimits limits)
    {
        json.WriteStartObject("limits"u8);
        json.WriteString("candidate"u8, limits.Candidate.ToString());
        json.WriteNumber("period_seconds"u8, limits.Period.TotalSeconds);
        if (limits.MaxErrorRate is { } rate)
            json.WriteNumber("max_error_rate"u8, rate);
        if (limits.MaxLatency is { } latency)
            json.WriteNumber("max_latency_ms"u8, latency.TotalMilliseconds);
        json.WriteNumber("min_requests"u8, limits.MinRequests);
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, string name, TimeSpan? p50, TimeSpan? p99)
    {
        json.WriteStartObject(name);
        WriteNumber(json, "p50", p50?.TotalMilliseconds);
        WriteNumber(json, "p99", p99?.TotalMilliseconds);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
