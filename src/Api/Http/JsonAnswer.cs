using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ModelCluster.Api.Http;

/// <summary>Sends JSON answers with their exact length.</summary>
internal static class JsonAnswer
{
    private const string ContentType = "application/json";

    // quotes and '<' in messages are for people with curl; the content type keeps browsers from reading it as HTML
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Sends what <paramref name="write"/> writes.</summary>
    public static async Task SendAsync<TState>(
        HttpContext context, TState state, Action<Utf8JsonWriter, TState> write, int statusCode = StatusCodes.Status200OK)
    {
        using var buffer = new PooledBuffer();
        await using (var json = new Utf8JsonWriter(buffer, Readable))
            write(json, state);
        await SendAsync(context, statusCode, buffer);
    }

    /// <summary>Sends <c>{"error":"…"}</c>, or the same under the name that another protocol has for it.</summary>
    public static async Task SendErrorAsync(HttpContext context, int statusCode, string message, string member = "error")
    {
        using var buffer = new PooledBuffer();
        buffer.Write((byte)'{');
        JsonText.WriteString(buffer, member);
        buffer.Write((byte)':');
        JsonText.WriteString(buffer, message);
        buffer.Write((byte)'}');
        await SendAsync(context, statusCode, buffer);
    }

    private static async Task SendAsync(HttpContext context, int statusCode, PooledBuffer buffer)
    {
        var response = context.Response;
        response.StatusCode = statusCode;
        response.ContentType = ContentType;
        response.ContentLength = buffer.Length;
        await response.BodyWriter.WriteAsync(buffer.Written, context.RequestAborted);
    }
}
