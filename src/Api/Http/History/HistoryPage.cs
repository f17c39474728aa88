using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.History;

/// <summary>Sends a part of a history: as <c>?from=</c> and <c>?limit=</c> say.</summary>
internal static class HistoryPage
{
    private const int DefaultLimit = 100;

    /// <summary>Reads and sends it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What kind of thing has the history, such as <c>model</c>.</param>
    /// <param name="name">Which one.</param>
    /// <param name="read">Reads entries: the first sequence number wanted, and at most how many.</param>
    public static async Task SendAsync(HttpContext context, string kind, string name, Func<long, int, Task<IReadOnlyList<HistoryEntry>>> read)
    {
        var from = Number(context, "from", 1, long.MaxValue);
        var limit = (int)Number(context, "limit", DefaultLimit, IModelHistory.MaxLimit);
        try
        {
            await JsonAnswer.SendAsync(context, (kind, name, await read(from, limit)), Write);
        }
        catch (HistoryUnavailableException failure)
        {
            throw ProblemException.Unavailable(failure.Message);
        }
    }

    private static long Number(HttpContext context, string key, long byDefault, long max)
    {
        if (!context.Request.Query.TryGetValue(key, out var text))
            return byDefault;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw ProblemException.BadRequest($"{key} is '{text}'; a whole number from 1 to {max} is allowed");
    }

    private static void Write(Utf8JsonWriter json, (string Kind, string Name, IReadOnlyList<HistoryEntry> Entries) found)
    {
        json.WriteStartObject();
        json.WriteString(found.Kind, found.Name);
        json.WriteStartArray("events"u8);
        foreach (var entry in found.Entries)
            Write(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HistoryEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, entry.SequenceNr);
        json.WriteString("time"u8, entry.Time.UtcDateTime);
        json.WriteString("event"u8, entry.Type);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(entry.Json);
        json.WriteStartObject("cause"u8);
        json.WriteString("kind"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Cause.Kind.ToString()));
        json.WriteString("name"u8, entry.Cause.Name);
        if (entry.Cause.Note.Length > 0)
            json.WriteString("note"u8, entry.Cause.Note);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
