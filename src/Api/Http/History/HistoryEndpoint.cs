using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.History;

/// <summary>
/// <c>GET /v2/models/{model}/history[?from=&amp;limit=]</c>: what happened to a model, oldest first. <c>from</c> is the first
/// sequence number wanted (from 1, default 1), <c>limit</c> 1 to 1,000 (default 100).
/// </summary>
internal sealed class HistoryEndpoint(IModelHistory history, IModelCatalog catalog)
{
    private const int DefaultLimit = 100;

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        var from = Number(context, "from", 1, long.MaxValue);
        var limit = (int)Number(context, "limit", DefaultLimit, IModelHistory.MaxLimit);
        IReadOnlyList<HistoryEntry> entries;
        try
        {
            entries = await history.ReadAsync(model, from, limit, context.RequestAborted);
        }
        catch (HistoryUnavailableException failure)
        {
            throw ProblemException.Unavailable(failure.Message);
        }

        if (entries.Count == 0 && from == 1 && catalog.Find(model) is null)
            throw ProblemException.NotFound($"Request for unknown model: '{model}' is not found");
        await JsonAnswer.SendAsync(context, (model, entries), Write);
    }

    private static long Number(HttpContext context, string key, long byDefault, long max)
    {
        if (!context.Request.Query.TryGetValue(key, out var text))
            return byDefault;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw ProblemException.BadRequest($"{key} is '{text}'; a whole number from 1 to {max} is allowed");
    }

    private static void Write(Utf8JsonWriter json, (ModelName Model, IReadOnlyList<HistoryEntry> Entries) found)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, found.Model.Value);
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
