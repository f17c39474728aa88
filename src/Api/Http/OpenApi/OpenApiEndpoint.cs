using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary><c>GET /openapi.json</c>; 304 for those who have the current document already.</summary>
internal sealed class OpenApiEndpoint(OpenApiDocument document)
{
    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var text = await document.GetAsync(context.RequestAborted);
        var response = context.Response;
        response.Headers.ETag = text.ETag;
        response.Headers.CacheControl = "no-cache"; // keep it, but ask whether it still holds
        if (IsKnown(context.Request.Headers.IfNoneMatch, text.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = text.Json.Length;
        await response.BodyWriter.WriteAsync(text.Json, context.RequestAborted);
    }

    private static bool IsKnown(StringValues ifNoneMatch, string current)
    {
        if (ifNoneMatch.Count == 0 || !EntityTagHeaderValue.TryParseList(ifNoneMatch, out var tags))
            return false;
        var tag = new EntityTagHeaderValue(current);
        return tags.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
    }
}
