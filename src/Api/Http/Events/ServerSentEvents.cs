using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.History;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.Events;

/// <summary>Writes items of the feed as server-sent events. For one stream.</summary>
internal sealed class ServerSentEvents(HttpResponse response)
{
    /// <summary>Sends the headers and a first comment, so that the client knows that it is connected.</summary>
    public Task BeginAsync(string comment, CancellationToken cancellation)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx holds answers back otherwise
        return CommentAsync(comment, cancellation);
    }

    /// <summary>Sends what clients skip and people read.</summary>
    public async Task CommentAsync(string text, CancellationToken cancellation)
    {
        await response.WriteAsync($": {OneLine(text)}\n\n", cancellation);
        await response.BodyWriter.FlushAsync(cancellation);
    }

    /// <summary>Sends an event: its ordinal as the id, its type as the name, everything that is known of it as data.</summary>
    public async Task EventAsync(FeedEvent happened, CancellationToken cancellation)
    {
        using var buffer = new PooledBuffer();
        buffer.Write("id: "u8);
        JsonText.WriteNumber(buffer, happened.Ordinal);
        buffer.Write("\nevent: "u8);
        buffer.Write(System.Text.Encoding.UTF8.GetBytes(OneLine(happened.Type)));
        buffer.Write("\ndata: "u8);
        await using (var json = new Utf8JsonWriter(buffer))
            Write(json, happened);
        buffer.Write("\n\n"u8);
        await response.BodyWriter.WriteAsync(buffer.Written, cancellation);
    }

    private static void Write(Utf8JsonWriter json, FeedEvent happened)
    {
        json.WriteStartObject();
        json.WriteNumber("ordinal"u8, happened.Ordinal);
        json.WriteString("time"u8, happened.Time.UtcDateTime);
        json.WriteString("actor"u8, happened.Actor);
        json.WriteNumber("sequence"u8, happened.SequenceNr);
        json.WriteString("event"u8, happened.Type);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(OneLine(happened.Json)); // outside strings a line break is a blank, and inside there can be none
        CauseJson.Write(json, happened.Cause);
        json.WriteEndObject();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
