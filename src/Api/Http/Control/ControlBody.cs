using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;

namespace ModelCluster.Api.Http.Control;

/// <summary>Reads the bodies of operators' commands. Stateless.</summary>
internal static class ControlBody
{
    /// <summary>Settings are the largest of them, and no larger than this, in bytes.</summary>
    private const int MaxBytes = 8 << 20;

    private const int LongestQuote = 60;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a body that is an object with no other keys than these.</summary>
    /// <exception cref="ProblemException">400: not such an object. 413: too large.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context, params string[] keys)
    {
        var document = await ParseAsync(context) ?? throw ProblemException.BadRequest($"the body is empty; a JSON object with {Named(keys)} is expected");
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw Wrong($"the body is {Shown(document.RootElement)}, but must be an object with {Named(keys)}");
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!keys.Contains(member.Name, StringComparer.Ordinal))
                throw Wrong($"unknown key '{member.Name}'; {Named(keys)} is allowed");
        }

        return document;

        ProblemException Wrong(string message)
        {
            document.Dispose();
            return ProblemException.BadRequest(message);
        }
    }

    /// <summary>For commands that the path says whole: nothing, or an empty object.</summary>
    /// <exception cref="ProblemException">400: there is more. 413: too large.</exception>
    public static async Task ExpectNoneAsync(HttpContext context)
    {
        using var document = await ParseAsync(context);
        if (document is not null && !(document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.GetPropertyCount() == 0))
            throw ProblemException.BadRequest("this command takes no body; the path and ?dry_run=true say all");
    }

    /// <summary>A value as errors show it.</summary>
    public static string Shown(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length > LongestQuote ? raw[..LongestQuote] + "..." : raw;
    }

    private static string Named(string[] keys) => string.Join(" and ", keys.Select(key => $"'{key}'"));

    private static async Task<JsonDocument?> ParseAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context, MaxBytes);
        try
        {
            return body.Bytes.IsEmpty ? null : JsonDocument.Parse(body.Bytes.ToArray(), Strict); // a copy: a document looks into the memory that it was made of
        }
        catch (JsonException failure)
        {
            throw ProblemException.BadRequest($"the body is not valid JSON: {failure.Message}");
        }
        finally
        {
            body.Release();
        }
    }
}
