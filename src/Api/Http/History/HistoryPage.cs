using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.History;

/// <summary>Sends a part of a history: as <c>?from=</c> and <c>?limit=</c> say.</summary>
internal static class HistoryPage
{
    private const int DefaultLimit = 100;

    /// <summary>The first sequence number wanted; null if the query has none.</summary>
    public static long? FromOf(HttpContext context) => QueryValues.Number(context, "from", 1, long.MaxValue);

    /// <summary>The most entries wanted.</summary>
    public static int LimitOf(HttpContext context) => (int)(QueryValues.Number(context, "limit", 1, IModelHistory.MaxLimit) ?? DefaultLimit);

    /// <summary>Reads and sends it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What kind of thing has the history, such as <c>model</c>.</param>
    /// <param name="name">Which one.</param>
    /// <param name="read">Reads entries: the first sequence number wanted, and at most how many.</param>
    public static Task SendAsync(HttpContext context, string kind, string name, Func<long, int, Task<IReadOnlyList<HistoryEntry>>> read)
    {
        var (from, limit) = (FromOf(context) ?? 1, LimitOf(context));
        return SendAsync(context, kind, name, () => read(from, limit));
    }

    /// <summary>Reads and sends it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What kind of thing has the history, such as <c>model</c>.</param>
    /// <param name="name">Which one.</param>
    /// <param name="read">Reads the entries.</param>
    public static async Task SendAsync(HttpContext context, string kind, string name, Func<Task<IReadOnlyList<HistoryEntry>>> read)
    {
        try
        {
            await JsonAnswer.SendAsync(context, (kind, name, await read()), Write);
        }
        catch (HistoryUnavailableException failure)
        {
            throw ProblemException.Unavailable(failure.Message);
        }
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
        CauseJson.Write(json, entry.Cause);
        json.WriteEndObject();
    }
}
