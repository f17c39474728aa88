using System.Buffers;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;

namespace ModelCluster.Api.Http.Infer;

/// <summary>Sends an <see cref="InferReply"/>, compressed if the client accepts that.</summary>
internal static class InferReplySender
{
    /// <summary>The header that says how many bytes of the (decoded) body are JSON.</summary>
    public const string HeaderLength = "Inference-Header-Content-Length";

    // a larger tensor goes out by itself, so that the server does not hold all of an answer at once
    private const int FlushFrom = 64 * 1024;

    /// <summary>Sends the answer and its headers.</summary>
    public static Task SendAsync(HttpContext context, InferReply reply)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        if (reply.Binary is null)
        {
            response.ContentType = "application/json";
        }
        else
        {
            response.ContentType = "application/octet-stream";
            response.Headers[HeaderLength] = reply.Json.Length.ToString();
        }

        return ContentCodings.Choose(context.Request.Headers.AcceptEncoding) is { } coding
            ? SendCompressedAsync(context, reply, coding)
            : SendPlainAsync(context, reply);
    }

    private static async Task SendPlainAsync(HttpContext context, InferReply reply)
    {
        context.Response.ContentLength = reply.Length;
        var body = context.Response.BodyWriter;
        body.Write(reply.Json.Written.Span);
        if (reply.Binary is not null)
        {
            foreach (var tensor in reply.Binary)
            {
                if (tensor.ByteLength < FlushFrom)
                    body.Write(tensor.Span);
                else
                    await body.WriteAsync(tensor.Memory, context.RequestAborted);
            }
        }

        await body.FlushAsync(context.RequestAborted);
    }

    private static async Task SendCompressedAsync(HttpContext context, InferReply reply, string coding)
    {
        using var compressed = new MemoryStream();
        await using (var encoder = ContentCodings.Encoder(coding, compressed))
        {
            encoder.Write(reply.Json.Written.Span);
            foreach (var tensor in reply.Binary ?? [])
                encoder.Write(tensor.Span);
        }

        context.Response.Headers.ContentEncoding = coding;
        context.Response.ContentLength = compressed.Length;
        await context.Response.BodyWriter.WriteAsync(compressed.GetBuffer().AsMemory(0, (int)compressed.Length), context.RequestAborted);
    }
}
