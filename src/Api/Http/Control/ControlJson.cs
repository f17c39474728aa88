using System.Text.Json;
using ModelCluster.Api.Http.Traffic;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Http.Control;

/// <summary>Writes what operators see of a model.</summary>
internal static class ControlJson
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Writes the members of a snapshot into an object that was begun.</summary>
    public static void WriteMembers(Utf8JsonWriter json, ControlSnapshot snapshot)
    {
        var intent = snapshot.Intent;
        json.WriteNumber("sequence"u8, snapshot.SequenceNr);
        json.WriteBoolean("unloaded"u8, intent.IsUnloaded);
        json.WriteString("pinned"u8, intent.Pinned?.ToString());
        json.WriteStartObject("holds"u8);
        foreach (var (version, hold) in intent.Holds.OrderByDescending(pair => pair.Key))
            json.WriteString(version.ToString(), Name(hold));
        json.WriteEndObject();
        TrafficJson.WriteLabels(json, intent.Labels);
        json.WriteStartObject("traffic"u8);
        TrafficJson.WritePlan(json, intent.Traffic);
        json.WriteEndObject();
        json.WritePropertyName("configuration"u8);
        WriteConfiguration(json, intent.Configuration);
        json.WriteStartArray("versions"u8);
        foreach (var version in snapshot.Model.Versions)
            Write(json, version);
        json.WriteEndArray();
    }

    /// <summary>Without the comments that settings may have.</summary>
    private static void WriteConfiguration(Utf8JsonWriter json, string? configuration)
    {
        using var document = configuration is null ? null : JsonDocument.Parse(configuration, Lenient);
        if (document is null)
            json.WriteNullValue();
        else
            document.RootElement.WriteTo(json);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static void Write(Utf8JsonWriter json, ServableView version)
    {
        json.WriteStartObject();
        json.WriteString("version"u8, version.Id.Version.ToString());
        json.WriteString("state"u8, version.State == ServableState.Ended ? "not_loaded" : Name(version.State));
        json.WriteString("reason"u8, version.Reason);
        json.WriteString("hold"u8, version.Hold is { } hold ? Name(hold) : null);
        json.WriteStartObject("replicas"u8);
        json.WriteNumber("ready"u8, version.ReadyReplicas);
        json.WriteNumber("desired"u8, version.DesiredReplicas);
        json.WriteStartArray("items"u8);
        foreach (var replica in version.Replicas)
        {
            json.WriteStartObject();
            json.WriteNumber("number"u8, replica.Number);
            json.WriteString("state"u8, Name(replica.State));
            json.WriteString("reason"u8, replica.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
